-- CreateEnum
CREATE TYPE "calendar_kind" AS ENUM ('freeze', 'maintenance_window', 'shift', 'stock_count', 'fiscal_close', 'peak', 'launch', 'carrier_cut_off', 'holiday');

-- CreateEnum
CREATE TYPE "calendar_effect" AS ENUM ('blocks', 'warns', 'opens', 'informs');

-- CreateEnum
CREATE TYPE "calendar_level" AS ENUM ('fleet', 'industry', 'tenant', 'site', 'environment');

-- AlterTable
ALTER TABLE "change" ADD COLUMN     "planned_start" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "calendar_event" (
    "id" UUID NOT NULL,
    "kind" "calendar_kind" NOT NULL,
    "effect" "calendar_effect" NOT NULL,
    "title" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "level" "calendar_level" NOT NULL,
    "industry" TEXT,
    "tenant_id" UUID,
    "site_id" UUID,
    "environment_id" UUID,
    "module_families" TEXT[],
    "stages" "stage"[],
    "zone" TEXT NOT NULL,
    "local_start" TEXT NOT NULL,
    "duration_minutes" INTEGER NOT NULL,
    "recurrence" TEXT,
    "exceptions" TEXT[],
    "next_from" TIMESTAMPTZ(3),
    "next_until" TIMESTAMPTZ(3),
    "ical_uid" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cancelled_at" TIMESTAMPTZ(3),
    "cancelled_by_id" UUID,
    "cancel_reason" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "calendar_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_wait" (
    "id" UUID NOT NULL,
    "change_id" UUID NOT NULL,
    "scheduled_by_id" UUID NOT NULL,
    "scheduled_at" TIMESTAMPTZ(3) NOT NULL,
    "at_next_opening" BOOLEAN NOT NULL,
    "wake_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_refusal" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "change_wait_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "window_policy" (
    "tier" "criticality_tier" NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "window_policy_pkey" PRIMARY KEY ("tier")
);

-- CreateIndex
CREATE INDEX "calendar_event_level_next_from_idx" ON "calendar_event"("level", "next_from");

-- CreateIndex
CREATE INDEX "calendar_event_tenant_id_next_from_idx" ON "calendar_event"("tenant_id", "next_from");

-- CreateIndex
CREATE INDEX "calendar_event_site_id_tenant_id_idx" ON "calendar_event"("site_id", "tenant_id");

-- CreateIndex
CREATE INDEX "calendar_event_environment_id_tenant_id_idx" ON "calendar_event"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "calendar_event_industry_idx" ON "calendar_event"("industry");

-- CreateIndex
CREATE INDEX "calendar_event_ical_uid_idx" ON "calendar_event"("ical_uid");

-- CreateIndex
CREATE INDEX "calendar_event_next_until_idx" ON "calendar_event"("next_until");

-- CreateIndex
CREATE INDEX "calendar_event_created_by_id_idx" ON "calendar_event"("created_by_id");

-- CreateIndex
CREATE INDEX "calendar_event_cancelled_by_id_idx" ON "calendar_event"("cancelled_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "change_wait_change_id_key" ON "change_wait"("change_id");

-- CreateIndex
CREATE INDEX "change_wait_wake_at_idx" ON "change_wait"("wake_at");

-- CreateIndex
CREATE INDEX "change_wait_scheduled_by_id_idx" ON "change_wait"("scheduled_by_id");

-- AddForeignKey
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_site_fkey" FOREIGN KEY ("site_id", "tenant_id") REFERENCES "site"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_cancelled_by_id_fkey" FOREIGN KEY ("cancelled_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_wait" ADD CONSTRAINT "change_wait_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_wait" ADD CONSTRAINT "change_wait_scheduled_by_id_fkey" FOREIGN KEY ("scheduled_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The level of an event says which ids it needs.
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_level_matches_scope" CHECK (
  ("level" = 'fleet' AND "industry" IS NULL AND "tenant_id" IS NULL AND "site_id" IS NULL AND "environment_id" IS NULL)
  OR ("level" = 'industry' AND "industry" IS NOT NULL AND "tenant_id" IS NULL AND "site_id" IS NULL AND "environment_id" IS NULL)
  OR ("level" = 'tenant' AND "industry" IS NULL AND "tenant_id" IS NOT NULL AND "site_id" IS NULL AND "environment_id" IS NULL)
  OR ("level" = 'site' AND "industry" IS NULL AND "tenant_id" IS NOT NULL AND "site_id" IS NOT NULL AND "environment_id" IS NULL)
  OR ("level" = 'environment' AND "industry" IS NULL AND "tenant_id" IS NOT NULL AND "site_id" IS NULL AND "environment_id" IS NOT NULL)
);

-- It lasts a quarter of an hour to a year, counts in some stage, and only windows open.
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_lasts" CHECK ("duration_minutes" BETWEEN 15 AND 527040);
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_counts_somewhere" CHECK (cardinality("stages") > 0);
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_windows_open" CHECK (
  ("kind" = 'maintenance_window') = ("effect" = 'opens')
);
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_next_in_order" CHECK (
  ("next_from" IS NULL AND "next_until" IS NULL) OR ("next_from" < "next_until")
);
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_cancelled_by_someone" CHECK (
  ("cancelled_at" IS NULL) = ("cancelled_by_id" IS NULL)
);

-- A wait ends after it began, and is woken before it is over.
ALTER TABLE "change_wait" ADD CONSTRAINT "change_wait_ends" CHECK (
  "expires_at" > "scheduled_at" AND "wake_at" <= "expires_at" AND "attempts" >= 0
);

-- A scheduled change can go back to waiting for a person.
DROP TRIGGER "change_moves" ON "change";
CREATE TRIGGER "change_moves" BEFORE UPDATE ON "change" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'draft>submitted', 'draft>cancelled',
    'submitted>in_review', 'submitted>draft', 'submitted>cancelled',
    'in_review>approved', 'in_review>rejected', 'in_review>draft', 'in_review>cancelled',
    'approved>scheduled', 'approved>draft', 'approved>cancelled',
    'scheduled>in_progress', 'scheduled>approved', 'scheduled>draft', 'scheduled>cancelled',
    'in_progress>succeeded', 'in_progress>rolled_back', 'in_progress>failed',
    'succeeded>reviewed', 'succeeded>rolled_back', 'rolled_back>reviewed', 'failed>reviewed',
    'reviewed>closed'
  );

-- Whatever takes a change out of its schedule, the wait is over with it.
CREATE FUNCTION "holdfast_end_change_wait"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "change_wait" WHERE "change_id" = NEW."id";
  RETURN NULL;
END $$;
CREATE TRIGGER "change_wait_ends" AFTER UPDATE ON "change" FOR EACH ROW
  WHEN (OLD."state" = 'scheduled' AND NEW."state" <> 'scheduled')
  EXECUTE FUNCTION "holdfast_end_change_wait"();
