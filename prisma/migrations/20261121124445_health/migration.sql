-- CreateEnum
CREATE TYPE "signal_state" AS ENUM ('good', 'warn', 'bad', 'unknown');

-- AlterTable
ALTER TABLE "cluster" ADD COLUMN     "health_sweep_until" TIMESTAMPTZ(3),
ADD COLUMN     "health_swept_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "health_signal" (
    "environment_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "signal" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "state" "signal_state" NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "value" DOUBLE PRECISION,
    "threshold" DOUBLE PRECISION,
    "sentence" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "health_signal_pkey" PRIMARY KEY ("environment_id","signal")
);

-- CreateTable
CREATE TABLE "health_sample" (
    "environment_id" UUID NOT NULL,
    "level" SMALLINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "readings" REAL[],

    CONSTRAINT "health_sample_pkey" PRIMARY KEY ("environment_id","level","at")
);

-- CreateTable
CREATE TABLE "health_policy" (
    "tier" "criticality_tier" NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "health_policy_pkey" PRIMARY KEY ("tier")
);

-- CreateIndex
CREATE INDEX "health_signal_environment_id_tenant_id_idx" ON "health_signal"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "health_signal_state_domain_idx" ON "health_signal"("state", "domain");

-- CreateIndex
CREATE INDEX "health_sample_level_at_idx" ON "health_sample"("level", "at");

-- AddForeignKey
ALTER TABLE "health_signal" ADD CONSTRAINT "health_signal_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health_sample" ADD CONSTRAINT "health_sample_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
