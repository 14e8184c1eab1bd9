-- CreateEnum
CREATE TYPE "service_hours" AS ENUM ('always', 'shifts');

-- CreateEnum
CREATE TYPE "burn_alarm" AS ENUM ('none', 'slow', 'fast');

-- CreateTable
CREATE TABLE "service_level" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "indicator" TEXT NOT NULL,
    "bad_from" DOUBLE PRECISION NOT NULL,
    "target" DOUBLE PRECISION NOT NULL,
    "window_days" INTEGER NOT NULL,
    "hours" "service_hours" NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "custom" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sum_until" TIMESTAMPTZ(3),
    "sum_good" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "sum_bad" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "sum_known" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "sum_unknown" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "window_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "budget_left" DOUBLE PRECISION,
    "attained" DOUBLE PRECISION,
    "burns" REAL[] DEFAULT ARRAY[]::REAL[],
    "alarm" "burn_alarm" NOT NULL DEFAULT 'none',
    "alarm_since" TIMESTAMPTZ(3),
    "measured_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_level_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_level_tally" (
    "service_level_id" UUID NOT NULL,
    "level" SMALLINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "good" DOUBLE PRECISION NOT NULL,
    "bad" DOUBLE PRECISION NOT NULL,
    "known" DOUBLE PRECISION NOT NULL,
    "unknown" DOUBLE PRECISION NOT NULL,
    "budget_left" DOUBLE PRECISION,

    CONSTRAINT "service_level_tally_pkey" PRIMARY KEY ("service_level_id","level","at")
);

-- CreateTable
CREATE TABLE "service_level_policy" (
    "tier" "criticality_tier" NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "service_level_policy_pkey" PRIMARY KEY ("tier")
);

-- CreateTable
CREATE TABLE "service_level_turn" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "counted_until" TIMESTAMPTZ(3),
    "taken_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "service_level_turn_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "service_level_environment_id_tenant_id_idx" ON "service_level"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "service_level_tenant_id_idx" ON "service_level"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "service_level_environment_id_indicator_key" ON "service_level"("environment_id", "indicator");

-- CreateIndex
CREATE INDEX "service_level_tally_level_at_idx" ON "service_level_tally"("level", "at");

-- AddForeignKey
ALTER TABLE "service_level" ADD CONSTRAINT "service_level_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_level_tally" ADD CONSTRAINT "service_level_tally_service_level_id_fkey" FOREIGN KEY ("service_level_id") REFERENCES "service_level"("id") ON DELETE CASCADE ON UPDATE CASCADE;
