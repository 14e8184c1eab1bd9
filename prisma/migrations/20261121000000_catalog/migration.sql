-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('platform_engineer', 'release_manager', 'developer', 'plant_it', 'support', 'auditor');

-- CreateEnum
CREATE TYPE "scope_level" AS ENUM ('fleet', 'tenant', 'environment');

-- CreateEnum
CREATE TYPE "criticality_tier" AS ENUM ('tier1', 'tier2', 'tier3');

-- CreateEnum
CREATE TYPE "stage" AS ENUM ('dev', 'integration', 'staging', 'uat', 'production');

-- CreateEnum
CREATE TYPE "site_kind" AS ENUM ('plant', 'warehouse', 'store', 'office');

-- CreateEnum
CREATE TYPE "environment_state" AS ENUM ('ready', 'changing', 'needs_attention');

-- CreateEnum
CREATE TYPE "health_verdict" AS ENUM ('good', 'warning', 'bad', 'unknown');

-- CreateEnum
CREATE TYPE "cluster_reachability" AS ENUM ('reachable', 'unreachable', 'unknown');

-- CreateEnum
CREATE TYPE "change_state" AS ENUM ('draft', 'submitted', 'in_review', 'approved', 'scheduled', 'in_progress', 'succeeded', 'rolled_back', 'failed', 'reviewed', 'closed', 'rejected', 'cancelled');

-- CreateEnum
CREATE TYPE "change_class" AS ENUM ('standard', 'normal', 'major', 'emergency');

-- CreateEnum
CREATE TYPE "decision_kind" AS ENUM ('approved', 'rejected');

-- CreateEnum
CREATE TYPE "operation_kind" AS ENUM ('deploy');

-- CreateEnum
CREATE TYPE "operation_state" AS ENUM ('queued', 'running', 'parked', 'paused', 'succeeded', 'failed', 'rolled_back', 'cancelled');

-- CreateEnum
CREATE TYPE "step_state" AS ENUM ('pending', 'running', 'done', 'failed', 'skipped');

-- CreateEnum
CREATE TYPE "step_phase" AS ENUM ('forward', 'rollback');

-- CreateEnum
CREATE TYPE "failure_kind" AS ENUM ('transient', 'refused', 'broken', 'timed_out', 'failed_check');

-- CreateEnum
CREATE TYPE "audit_outcome" AS ENUM ('done', 'refused');

-- CreateEnum
CREATE TYPE "release_line" AS ENUM ('feature', 'urgent_fix');

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "failed_sign_ins" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_binding" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "role" NOT NULL,
    "level" "scope_level" NOT NULL,
    "tenant_id" UUID,
    "environment_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "role_binding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "user_agent" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "industry" TEXT NOT NULL,
    "tier" "criticality_tier" NOT NULL,
    "time_zone" TEXT NOT NULL,
    "cost_centre" TEXT NOT NULL,
    "contact_name" TEXT NOT NULL,
    "contact_email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "site" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "site_kind" NOT NULL,
    "city" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,

    CONSTRAINT "site_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cluster" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "server" TEXT NOT NULL,
    "sealed_kubeconfig" BYTEA NOT NULL,
    "server_version" TEXT,
    "reachability" "cluster_reachability" NOT NULL DEFAULT 'unknown',
    "reachability_note" TEXT NOT NULL DEFAULT '',
    "privileges" JSONB NOT NULL DEFAULT '[]',
    "checked_at" TIMESTAMPTZ(3),
    "watched_by" TEXT,
    "watched_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "environment" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "stage" "stage" NOT NULL,
    "namespace" TEXT NOT NULL,
    "hostname" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "web_replicas" INTEGER NOT NULL,
    "web_workers" INTEGER NOT NULL,
    "cron_replicas" INTEGER NOT NULL,
    "state" "environment_state" NOT NULL DEFAULT 'ready',
    "state_sentence" TEXT NOT NULL DEFAULT '',
    "release_id" UUID,
    "released_at" TIMESTAMPTZ(3),
    "manifest_id" UUID,
    "health" "health_verdict" NOT NULL DEFAULT 'unknown',
    "health_sentence" TEXT NOT NULL DEFAULT 'Not observed yet.',
    "health_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "pods" JSONB NOT NULL DEFAULT '[]',
    "observed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "environment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "smoke_run" (
    "id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "operation_id" UUID,
    "passed" BOOLEAN NOT NULL,
    "checks" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "smoke_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "manifest" (
    "id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "content_hash" TEXT NOT NULL,
    "objects" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "manifest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "requester_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "class" "change_class" NOT NULL DEFAULT 'normal',
    "rollback_plan" TEXT NOT NULL,
    "fallback" TEXT NOT NULL DEFAULT '',
    "communication" TEXT NOT NULL DEFAULT '',
    "state" "change_state" NOT NULL DEFAULT 'draft',
    "outcome" TEXT NOT NULL DEFAULT '',
    "content_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "submitted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_decision" (
    "id" UUID NOT NULL,
    "change_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" "decision_kind" NOT NULL,
    "comment" TEXT NOT NULL DEFAULT '',
    "content_hash" TEXT NOT NULL,
    "voided_at" TIMESTAMPTZ(3),
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_move" (
    "id" UUID NOT NULL,
    "change_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "from_state" "change_state",
    "to_state" "change_state" NOT NULL,
    "actor_name" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_move_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation" (
    "id" UUID NOT NULL,
    "kind" "operation_kind" NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "change_id" UUID,
    "release_id" UUID,
    "previous_release_id" UUID,
    "requester_id" UUID,
    "state" "operation_state" NOT NULL DEFAULT 'queued',
    "phase" "step_phase" NOT NULL DEFAULT 'forward',
    "sentence" TEXT NOT NULL DEFAULT '',
    "state_before" "environment_state" NOT NULL DEFAULT 'ready',
    "state_sentence_before" TEXT NOT NULL DEFAULT '',
    "failure_kind" "failure_kind",
    "failure_reason" TEXT NOT NULL DEFAULT '',
    "worker_id" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "parked_until" TIMESTAMPTZ(3),
    "park_reason" TEXT NOT NULL DEFAULT '',
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "operation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation_step" (
    "id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "phase" "step_phase" NOT NULL DEFAULT 'forward',
    "state" "step_state" NOT NULL DEFAULT 'pending',
    "timeout_ms" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "result" JSONB,
    "sentence" TEXT NOT NULL DEFAULT '',
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "operation_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation_event" (
    "sequence" BIGSERIAL NOT NULL,
    "operation_id" UUID NOT NULL,
    "step" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operation_event_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "target_name" TEXT NOT NULL,
    "tenant_id" UUID,
    "environment_id" UUID,
    "outcome" "audit_outcome" NOT NULL,
    "facts" JSONB NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "outbox_event" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "tenant_id" UUID,
    "environment_id" UUID,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "line" "release_line" NOT NULL DEFAULT 'feature',
    "repository" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "source_revision" TEXT NOT NULL,
    "notes" TEXT NOT NULL DEFAULT '',
    "configuration" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_module" (
    "release_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "schema_change" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "release_module_pkey" PRIMARY KEY ("release_id","name")
);

-- CreateTable
CREATE TABLE "stage_pass" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "stage" "stage" NOT NULL,
    "operation_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stage_pass_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "role_binding_user_id_idx" ON "role_binding"("user_id");

-- CreateIndex
CREATE INDEX "role_binding_tenant_id_idx" ON "role_binding"("tenant_id");

-- CreateIndex
CREATE INDEX "role_binding_environment_id_tenant_id_idx" ON "role_binding"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "session_user_id_created_at_idx" ON "session"("user_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_slug_key" ON "tenant"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "site_id_tenant_id_key" ON "site"("id", "tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "site_tenant_id_name_key" ON "site"("tenant_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "cluster_name_key" ON "cluster"("name");

-- CreateIndex
CREATE INDEX "environment_release_id_idx" ON "environment"("release_id");

-- CreateIndex
CREATE UNIQUE INDEX "environment_id_tenant_id_key" ON "environment"("id", "tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "environment_tenant_id_name_key" ON "environment"("tenant_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "environment_cluster_id_namespace_key" ON "environment"("cluster_id", "namespace");

-- CreateIndex
CREATE INDEX "smoke_run_environment_id_at_idx" ON "smoke_run"("environment_id", "at");

-- CreateIndex
CREATE INDEX "smoke_run_operation_id_idx" ON "smoke_run"("operation_id");

-- CreateIndex
CREATE INDEX "manifest_release_id_idx" ON "manifest"("release_id");

-- CreateIndex
CREATE UNIQUE INDEX "manifest_environment_id_content_hash_key" ON "manifest"("environment_id", "content_hash");

-- CreateIndex
CREATE UNIQUE INDEX "change_number_key" ON "change"("number");

-- CreateIndex
CREATE INDEX "change_tenant_id_state_idx" ON "change"("tenant_id", "state");

-- CreateIndex
CREATE INDEX "change_environment_id_tenant_id_idx" ON "change"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "change_release_id_idx" ON "change"("release_id");

-- CreateIndex
CREATE INDEX "change_requester_id_idx" ON "change"("requester_id");

-- CreateIndex
CREATE INDEX "change_state_updated_at_idx" ON "change"("state", "updated_at");

-- CreateIndex
CREATE INDEX "change_decision_change_id_at_idx" ON "change_decision"("change_id", "at");

-- CreateIndex
CREATE INDEX "change_decision_user_id_idx" ON "change_decision"("user_id");

-- CreateIndex
CREATE INDEX "change_move_change_id_at_idx" ON "change_move"("change_id", "at");

-- CreateIndex
CREATE INDEX "operation_environment_id_tenant_id_created_at_idx" ON "operation"("environment_id", "tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "operation_tenant_id_created_at_idx" ON "operation"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "operation_cluster_id_idx" ON "operation"("cluster_id");

-- CreateIndex
CREATE INDEX "operation_change_id_idx" ON "operation"("change_id");

-- CreateIndex
CREATE INDEX "operation_release_id_idx" ON "operation"("release_id");

-- CreateIndex
CREATE INDEX "operation_previous_release_id_idx" ON "operation"("previous_release_id");

-- CreateIndex
CREATE INDEX "operation_requester_id_idx" ON "operation"("requester_id");

-- CreateIndex
CREATE INDEX "operation_state_lease_until_idx" ON "operation"("state", "lease_until");

-- CreateIndex
CREATE INDEX "operation_step_name_finished_at_idx" ON "operation_step"("name", "finished_at");

-- CreateIndex
CREATE UNIQUE INDEX "operation_step_operation_id_position_key" ON "operation_step"("operation_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "operation_step_operation_id_name_key" ON "operation_step"("operation_id", "name");

-- CreateIndex
CREATE INDEX "operation_event_operation_id_sequence_idx" ON "operation_event"("operation_id", "sequence");

-- CreateIndex
CREATE INDEX "worker_heartbeat_at_idx" ON "worker"("heartbeat_at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_hash_key" ON "audit_entry"("hash");

-- CreateIndex
CREATE INDEX "audit_entry_tenant_id_sequence_idx" ON "audit_entry"("tenant_id", "sequence");

-- CreateIndex
CREATE INDEX "audit_entry_target_kind_target_id_idx" ON "audit_entry"("target_kind", "target_id");

-- CreateIndex
CREATE INDEX "audit_entry_action_sequence_idx" ON "audit_entry"("action", "sequence");

-- CreateIndex
CREATE INDEX "outbox_event_published_at_at_idx" ON "outbox_event"("published_at", "at");

-- CreateIndex
CREATE UNIQUE INDEX "release_name_key" ON "release"("name");

-- CreateIndex
CREATE UNIQUE INDEX "release_digest_key" ON "release"("digest");

-- CreateIndex
CREATE INDEX "release_created_at_idx" ON "release"("created_at");

-- CreateIndex
CREATE INDEX "stage_pass_environment_id_tenant_id_idx" ON "stage_pass"("environment_id", "tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "stage_pass_release_id_environment_id_key" ON "stage_pass"("release_id", "environment_id");

-- AddForeignKey
ALTER TABLE "role_binding" ADD CONSTRAINT "role_binding_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_binding" ADD CONSTRAINT "role_binding_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_binding" ADD CONSTRAINT "role_binding_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "site" ADD CONSTRAINT "site_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "environment" ADD CONSTRAINT "environment_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "environment" ADD CONSTRAINT "environment_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "environment" ADD CONSTRAINT "environment_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "smoke_run" ADD CONSTRAINT "smoke_run_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "smoke_run" ADD CONSTRAINT "smoke_run_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "manifest" ADD CONSTRAINT "manifest_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "manifest" ADD CONSTRAINT "manifest_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change" ADD CONSTRAINT "change_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change" ADD CONSTRAINT "change_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change" ADD CONSTRAINT "change_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change" ADD CONSTRAINT "change_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_decision" ADD CONSTRAINT "change_decision_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_decision" ADD CONSTRAINT "change_decision_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_move" ADD CONSTRAINT "change_move_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_previous_release_id_fkey" FOREIGN KEY ("previous_release_id") REFERENCES "release"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_step" ADD CONSTRAINT "operation_step_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_event" ADD CONSTRAINT "operation_event_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_module" ADD CONSTRAINT "release_module_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stage_pass" ADD CONSTRAINT "stage_pass_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stage_pass" ADD CONSTRAINT "stage_pass_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;
