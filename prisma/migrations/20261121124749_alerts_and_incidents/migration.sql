-- CreateEnum
CREATE TYPE "alert_state" AS ENUM ('open', 'acknowledged', 'resolved');

-- CreateEnum
CREATE TYPE "alert_tier" AS ENUM ('page', 'ticket', 'notice');

-- CreateEnum
CREATE TYPE "alert_severity" AS ENUM ('warn', 'bad');

-- CreateEnum
CREATE TYPE "alert_channel" AS ENUM ('email', 'webhook', 'slack', 'teams');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('queued', 'sent', 'failed', 'dropped');

-- CreateEnum
CREATE TYPE "incident_state" AS ENUM ('open', 'mitigated', 'resolved', 'reviewed', 'closed');

-- CreateEnum
CREATE TYPE "incident_severity" AS ENUM ('sev1', 'sev2', 'sev3');

-- CreateTable
CREATE TABLE "alert" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "tenant_id" UUID,
    "environment_id" UUID,
    "domain" TEXT NOT NULL,
    "tier" "alert_tier" NOT NULL,
    "severity" "alert_severity" NOT NULL,
    "state" "alert_state" NOT NULL DEFAULT 'open',
    "title" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_note" TEXT NOT NULL DEFAULT '',
    "flaps" INTEGER NOT NULL DEFAULT 0,
    "more_causes" INTEGER NOT NULL DEFAULT 0,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by_id" UUID,
    "assignee_id" UUID,
    "pending" BOOLEAN NOT NULL DEFAULT true,
    "recheck_at" TIMESTAMPTZ(3) NOT NULL,
    "silence_reason" TEXT,
    "announced" INTEGER NOT NULL DEFAULT 0,
    "announced_at" TIMESTAMPTZ(3),
    "next_step_at" TIMESTAMPTZ(3),
    "end_told" BOOLEAN NOT NULL DEFAULT false,
    "incident_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_cause" (
    "id" UUID NOT NULL,
    "alert_id" UUID NOT NULL,
    "environment_id" UUID,
    "key" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "severity" "alert_severity" NOT NULL,
    "title" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "standing" BOOLEAN NOT NULL DEFAULT true,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_cause_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_silence" (
    "id" UUID NOT NULL,
    "level" "scope_level" NOT NULL,
    "tenant_id" UUID,
    "environment_id" UUID,
    "domains" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "reason" TEXT NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_id" UUID,

    CONSTRAINT "alert_silence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_route" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "name" TEXT NOT NULL,
    "channel" "alert_channel" NOT NULL,
    "target" TEXT NOT NULL,
    "rota_id" UUID,
    "sealed_url" BYTEA,
    "sealed_secret" BYTEA,
    "tiers" "alert_tier"[],
    "after_minutes" INTEGER NOT NULL DEFAULT 0,
    "work_hours" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alert_route_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_delivery" (
    "id" UUID NOT NULL,
    "route_id" UUID NOT NULL,
    "alert_id" UUID,
    "occasion" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "sent_to" TEXT NOT NULL DEFAULT '',
    "last_error" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "on_call_rota" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "starts_at" TEXT NOT NULL,
    "member_ids" UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "on_call_rota_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "severity" "incident_severity" NOT NULL,
    "state" "incident_state" NOT NULL DEFAULT 'open',
    "commander_id" UUID,
    "opened_by_id" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mitigated_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "reviewed_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "status_text" TEXT NOT NULL DEFAULT '',
    "status_at" TIMESTAMPTZ(3),
    "causes" TEXT NOT NULL DEFAULT '',
    "what_helped" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_entry" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incident_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_action" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "owner_id" UUID,
    "due_on" DATE NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "done_note" TEXT NOT NULL DEFAULT '',
    "done_by_name" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "incident_action_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "alert_number_key" ON "alert"("number");

-- CreateIndex
CREATE INDEX "alert_environment_id_tenant_id_state_idx" ON "alert"("environment_id", "tenant_id", "state");

-- CreateIndex
CREATE INDEX "alert_tenant_id_state_idx" ON "alert"("tenant_id", "state");

-- CreateIndex
CREATE INDEX "alert_state_raised_at_idx" ON "alert"("state", "raised_at");

-- CreateIndex
CREATE INDEX "alert_pending_recheck_at_idx" ON "alert"("pending", "recheck_at");

-- CreateIndex
CREATE INDEX "alert_next_step_at_idx" ON "alert"("next_step_at");

-- CreateIndex
CREATE INDEX "alert_acknowledged_by_id_idx" ON "alert"("acknowledged_by_id");

-- CreateIndex
CREATE INDEX "alert_assignee_id_idx" ON "alert"("assignee_id");

-- CreateIndex
CREATE INDEX "alert_incident_id_idx" ON "alert"("incident_id");

-- CreateIndex
CREATE INDEX "alert_cause_alert_id_idx" ON "alert_cause"("alert_id");

-- CreateIndex
CREATE INDEX "alert_cause_environment_id_key_idx" ON "alert_cause"("environment_id", "key");

-- CreateIndex
CREATE INDEX "alert_silence_ended_at_until_idx" ON "alert_silence"("ended_at", "until");

-- CreateIndex
CREATE INDEX "alert_silence_tenant_id_idx" ON "alert_silence"("tenant_id");

-- CreateIndex
CREATE INDEX "alert_silence_environment_id_tenant_id_idx" ON "alert_silence"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "alert_silence_created_by_id_idx" ON "alert_silence"("created_by_id");

-- CreateIndex
CREATE INDEX "alert_silence_ended_by_id_idx" ON "alert_silence"("ended_by_id");

-- CreateIndex
CREATE INDEX "alert_route_tenant_id_idx" ON "alert_route"("tenant_id");

-- CreateIndex
CREATE INDEX "alert_route_rota_id_idx" ON "alert_route"("rota_id");

-- CreateIndex
CREATE INDEX "alert_delivery_state_next_at_idx" ON "alert_delivery"("state", "next_at");

-- CreateIndex
CREATE INDEX "alert_delivery_alert_id_idx" ON "alert_delivery"("alert_id");

-- CreateIndex
CREATE INDEX "alert_delivery_route_id_created_at_idx" ON "alert_delivery"("route_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "alert_delivery_route_id_subject_occasion_key" ON "alert_delivery"("route_id", "subject", "occasion");

-- CreateIndex
CREATE INDEX "on_call_rota_tenant_id_idx" ON "on_call_rota"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "incident_number_key" ON "incident"("number");

-- CreateIndex
CREATE INDEX "incident_tenant_id_state_idx" ON "incident"("tenant_id", "state");

-- CreateIndex
CREATE INDEX "incident_environment_id_tenant_id_idx" ON "incident"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "incident_state_opened_at_idx" ON "incident"("state", "opened_at");

-- CreateIndex
CREATE INDEX "incident_commander_id_idx" ON "incident"("commander_id");

-- CreateIndex
CREATE INDEX "incident_opened_by_id_idx" ON "incident"("opened_by_id");

-- CreateIndex
CREATE INDEX "incident_entry_incident_id_at_idx" ON "incident_entry"("incident_id", "at");

-- CreateIndex
CREATE INDEX "incident_action_incident_id_idx" ON "incident_action"("incident_id");

-- CreateIndex
CREATE INDEX "incident_action_owner_id_idx" ON "incident_action"("owner_id");

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_acknowledged_by_id_fkey" FOREIGN KEY ("acknowledged_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_assignee_id_fkey" FOREIGN KEY ("assignee_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_cause" ADD CONSTRAINT "alert_cause_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_silence" ADD CONSTRAINT "alert_silence_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_silence" ADD CONSTRAINT "alert_silence_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_silence" ADD CONSTRAINT "alert_silence_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_silence" ADD CONSTRAINT "alert_silence_ended_by_id_fkey" FOREIGN KEY ("ended_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_route" ADD CONSTRAINT "alert_route_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_route" ADD CONSTRAINT "alert_route_rota_id_fkey" FOREIGN KEY ("rota_id") REFERENCES "on_call_rota"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_route_id_fkey" FOREIGN KEY ("route_id") REFERENCES "alert_route"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "on_call_rota" ADD CONSTRAINT "on_call_rota_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_commander_id_fkey" FOREIGN KEY ("commander_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_opened_by_id_fkey" FOREIGN KEY ("opened_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_entry" ADD CONSTRAINT "incident_entry_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_action" ADD CONSTRAINT "incident_action_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_action" ADD CONSTRAINT "incident_action_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- A cause stands at most once, whoever tells of it and however often.
CREATE UNIQUE INDEX "alert_cause_standing" ON "alert_cause" (
  coalesce("environment_id", '00000000-0000-0000-0000-000000000000'::uuid), "key"
) WHERE "standing";

ALTER TABLE "alert_cause" ADD CONSTRAINT "alert_cause_ended" CHECK (("ended_at" IS NULL) = "standing");
ALTER TABLE "alert" ADD CONSTRAINT "alert_resolved_says_when" CHECK (("state" = 'resolved') = ("resolved_at" IS NOT NULL));
ALTER TABLE "alert" ADD CONSTRAINT "alert_resolved_waits_for_nothing" CHECK ("state" <> 'resolved' OR NOT "pending");
ALTER TABLE "alert" ADD CONSTRAINT "alert_place" CHECK ("environment_id" IS NULL OR "tenant_id" IS NOT NULL);
ALTER TABLE "alert_silence" ADD CONSTRAINT "alert_silence_level" CHECK (
  ("level" = 'fleet' AND "tenant_id" IS NULL AND "environment_id" IS NULL)
  OR ("level" = 'tenant' AND "tenant_id" IS NOT NULL AND "environment_id" IS NULL)
  OR ("level" = 'environment' AND "tenant_id" IS NOT NULL AND "environment_id" IS NOT NULL)
);
ALTER TABLE "alert_silence" ADD CONSTRAINT "alert_silence_ends" CHECK ("until" > "created_at");
ALTER TABLE "alert_route" ADD CONSTRAINT "alert_route_target" CHECK (
  CASE WHEN "channel" = 'email' THEN "sealed_url" IS NULL AND ("rota_id" IS NULL) = ("target" <> '')
       ELSE "sealed_url" IS NOT NULL AND "rota_id" IS NULL END
);
ALTER TABLE "alert_route" ADD CONSTRAINT "alert_route_after" CHECK ("after_minutes" BETWEEN 0 AND 1440 AND cardinality("tiers") > 0);
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_sent" CHECK (("state" = 'sent') = ("sent_at" IS NOT NULL));
ALTER TABLE "on_call_rota" ADD CONSTRAINT "on_call_rota_people" CHECK (cardinality("member_ids") BETWEEN 1 AND 20);

-- The tables stand in lib/domain/alert/state and lib/domain/incident/state.
CREATE TRIGGER "alert_moves" BEFORE UPDATE ON "alert" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'open>acknowledged', 'open>resolved', 'acknowledged>open', 'acknowledged>resolved', 'resolved>open'
  );
CREATE TRIGGER "incident_moves" BEFORE UPDATE ON "incident" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'open>mitigated', 'open>resolved', 'mitigated>open', 'mitigated>resolved', 'resolved>open', 'resolved>reviewed',
    'reviewed>closed'
  );
-- A review is written before anything counts as reviewed.
ALTER TABLE "incident" ADD CONSTRAINT "incident_reviewed" CHECK ("state" NOT IN ('reviewed', 'closed') OR "causes" <> '');
