-- CreateEnum
CREATE TYPE "drill_scenario" AS ENUM ('region_loss', 'database_corruption', 'ransomware', 'operator_error', 'failed_upgrade', 'lost_tenant', 'redis_loss');

-- CreateEnum
CREATE TYPE "drill_state" AS ENUM ('running', 'passed', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "finding_state" AS ENUM ('open', 'closed');

-- CreateEnum
CREATE TYPE "tick_state" AS ENUM ('done', 'skipped');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "operation_kind" ADD VALUE 'prune';
ALTER TYPE "operation_kind" ADD VALUE 'drill';
ALTER TYPE "operation_kind" ADD VALUE 'restore_rollback';

-- AlterTable
ALTER TABLE "backup" ADD COLUMN     "kept_by_name" TEXT,
ADD COLUMN     "kept_reason" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "kept_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "environment" ADD COLUMN     "database_cluster" TEXT,
ADD COLUMN     "recoverable_from" TIMESTAMPTZ(3),
ADD COLUMN     "recoverable_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "restore" ADD COLUMN     "change_id" UUID,
ADD COLUMN     "point_in_time" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "drill" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "scenario" "drill_scenario" NOT NULL,
    "scheduled" BOOLEAN NOT NULL DEFAULT false,
    "state" "drill_state" NOT NULL DEFAULT 'running',
    "sentence" TEXT NOT NULL DEFAULT '',
    "namespace" TEXT NOT NULL,
    "operation_id" UUID NOT NULL,
    "requester_id" UUID,
    "backup_id" UUID,
    "release_id" UUID,
    "modules" JSONB NOT NULL DEFAULT '[]',
    "declared_at" TIMESTAMPTZ(3),
    "recovered_until" TIMESTAMPTZ(3),
    "rto_seconds" DOUBLE PRECISION,
    "rpo_seconds" DOUBLE PRECISION,
    "rto_objective_seconds" INTEGER,
    "rpo_objective_seconds" INTEGER,
    "checks" JSONB NOT NULL DEFAULT '[]',
    "torn_down" BOOLEAN,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "drill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drill_finding" (
    "id" UUID NOT NULL,
    "drill_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "owner_id" UUID,
    "due_on" DATE NOT NULL,
    "state" "finding_state" NOT NULL DEFAULT 'open',
    "closing_note" TEXT NOT NULL DEFAULT '',
    "closed_by_name" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "drill_finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "business_process" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID,
    "name" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "owner_contact" TEXT NOT NULL,
    "rpo_seconds" INTEGER NOT NULL,
    "rto_seconds" INTEGER NOT NULL,
    "fallback" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "business_process_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recovery_policy" (
    "tier" "criticality_tier" NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "recovery_policy_pkey" PRIMARY KEY ("tier")
);

-- CreateTable
CREATE TABLE "runbook" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "name" TEXT NOT NULL,
    "scenario" "drill_scenario",
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "runbook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runbook_version" (
    "id" UUID NOT NULL,
    "runbook_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "author_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "runbook_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runbook_run" (
    "id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "drill_id" UUID,
    "started_by_id" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "runbook_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runbook_tick" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "state" "tick_state" NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "user_id" UUID,
    "actor_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "runbook_tick_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "drill_number_key" ON "drill"("number");

-- CreateIndex
CREATE UNIQUE INDEX "drill_operation_id_key" ON "drill"("operation_id");

-- CreateIndex
CREATE INDEX "drill_environment_id_tenant_id_created_at_idx" ON "drill"("environment_id", "tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "drill_environment_id_state_finished_at_idx" ON "drill"("environment_id", "state", "finished_at");

-- CreateIndex
CREATE INDEX "drill_tenant_id_created_at_idx" ON "drill"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "drill_cluster_id_idx" ON "drill"("cluster_id");

-- CreateIndex
CREATE INDEX "drill_backup_id_idx" ON "drill"("backup_id");

-- CreateIndex
CREATE INDEX "drill_release_id_idx" ON "drill"("release_id");

-- CreateIndex
CREATE INDEX "drill_requester_id_idx" ON "drill"("requester_id");

-- CreateIndex
CREATE INDEX "drill_finding_drill_id_idx" ON "drill_finding"("drill_id");

-- CreateIndex
CREATE INDEX "drill_finding_owner_id_idx" ON "drill_finding"("owner_id");

-- CreateIndex
CREATE INDEX "drill_finding_state_due_on_idx" ON "drill_finding"("state", "due_on");

-- CreateIndex
CREATE INDEX "business_process_environment_id_tenant_id_idx" ON "business_process"("environment_id", "tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "business_process_tenant_id_name_key" ON "business_process"("tenant_id", "name");

-- CreateIndex
CREATE INDEX "runbook_tenant_id_idx" ON "runbook"("tenant_id");

-- CreateIndex
CREATE INDEX "runbook_scenario_idx" ON "runbook"("scenario");

-- CreateIndex
CREATE INDEX "runbook_version_author_id_idx" ON "runbook_version"("author_id");

-- CreateIndex
CREATE UNIQUE INDEX "runbook_version_runbook_id_number_key" ON "runbook_version"("runbook_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "runbook_run_drill_id_key" ON "runbook_run"("drill_id");

-- CreateIndex
CREATE INDEX "runbook_run_version_id_idx" ON "runbook_run"("version_id");

-- CreateIndex
CREATE INDEX "runbook_run_environment_id_tenant_id_idx" ON "runbook_run"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "runbook_run_tenant_id_started_at_idx" ON "runbook_run"("tenant_id", "started_at");

-- CreateIndex
CREATE INDEX "runbook_run_started_by_id_idx" ON "runbook_run"("started_by_id");

-- CreateIndex
CREATE INDEX "runbook_tick_user_id_idx" ON "runbook_tick"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "runbook_tick_run_id_step_key" ON "runbook_tick"("run_id", "step");

-- CreateIndex
CREATE INDEX "restore_change_id_idx" ON "restore"("change_id");

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_backup_id_fkey" FOREIGN KEY ("backup_id") REFERENCES "backup"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill_finding" ADD CONSTRAINT "drill_finding_drill_id_fkey" FOREIGN KEY ("drill_id") REFERENCES "drill"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill_finding" ADD CONSTRAINT "drill_finding_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "business_process" ADD CONSTRAINT "business_process_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "business_process" ADD CONSTRAINT "business_process_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "restore" ADD CONSTRAINT "restore_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook" ADD CONSTRAINT "runbook_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook_version" ADD CONSTRAINT "runbook_version_runbook_id_fkey" FOREIGN KEY ("runbook_id") REFERENCES "runbook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook_version" ADD CONSTRAINT "runbook_version_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook_run" ADD CONSTRAINT "runbook_run_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "runbook_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook_run" ADD CONSTRAINT "runbook_run_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook_run" ADD CONSTRAINT "runbook_run_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook_run" ADD CONSTRAINT "runbook_run_drill_id_fkey" FOREIGN KEY ("drill_id") REFERENCES "drill"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook_run" ADD CONSTRAINT "runbook_run_started_by_id_fkey" FOREIGN KEY ("started_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook_tick" ADD CONSTRAINT "runbook_tick_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runbook_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook_tick" ADD CONSTRAINT "runbook_tick_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;
