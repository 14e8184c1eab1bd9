-- CreateEnum
CREATE TYPE "integration_kind" AS ENUM ('mes', 'wms', 'edi', 'barcode', 'carrier', 'bank', 'ecommerce', 'other');

-- CreateEnum
CREATE TYPE "integration_direction" AS ENUM ('inbound', 'outbound', 'both');

-- CreateEnum
CREATE TYPE "integration_criticality" AS ENUM ('critical', 'important', 'minor');

-- AlterTable
ALTER TABLE "cluster" ADD COLUMN     "logs_source" JSONB,
ADD COLUMN     "reach" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "integration" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "kind" "integration_kind" NOT NULL,
    "direction" "integration_direction" NOT NULL,
    "criticality" "integration_criticality" NOT NULL,
    "endpoint" TEXT NOT NULL DEFAULT '',
    "owner_name" TEXT NOT NULL,
    "owner_contact" TEXT NOT NULL,
    "workflows" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "modules" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "check" JSONB,
    "sealed_secret" BYTEA,
    "interval_seconds" INTEGER NOT NULL DEFAULT 60,
    "state" "signal_state" NOT NULL DEFAULT 'unknown',
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentence" TEXT NOT NULL DEFAULT '',
    "last_error" TEXT NOT NULL DEFAULT '',
    "last_error_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "integration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "integration_reading" (
    "integration_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "signal_state" NOT NULL,
    "milliseconds" INTEGER,
    "value" DOUBLE PRECISION,
    "detail" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "integration_reading_pkey" PRIMARY KEY ("integration_id","at")
);

-- CreateIndex
CREATE INDEX "integration_environment_id_tenant_id_idx" ON "integration"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "integration_tenant_id_system_idx" ON "integration"("tenant_id", "system");

-- CreateIndex
CREATE INDEX "integration_due_at_idx" ON "integration"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "integration_environment_id_name_key" ON "integration"("environment_id", "name");

-- AddForeignKey
ALTER TABLE "integration" ADD CONSTRAINT "integration_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "integration" ADD CONSTRAINT "integration_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "integration_reading" ADD CONSTRAINT "integration_reading_integration_id_fkey" FOREIGN KEY ("integration_id") REFERENCES "integration"("id") ON DELETE CASCADE ON UPDATE CASCADE;
