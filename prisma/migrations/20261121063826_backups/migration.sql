-- CreateEnum
CREATE TYPE "backup_state" AS ENUM ('running', 'good', 'damaged', 'failed', 'forgotten');

-- CreateEnum
CREATE TYPE "backup_cause" AS ENUM ('manual', 'scheduled', 'checkpoint', 'before_restore');

-- CreateEnum
CREATE TYPE "backup_proof" AS ENUM ('unproven', 'proven', 'disproved');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "operation_kind" ADD VALUE 'backup';
ALTER TYPE "operation_kind" ADD VALUE 'verify';

-- CreateTable
CREATE TABLE "backup_store" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "repository" TEXT NOT NULL,
    "sealed_password" BYTEA NOT NULL,
    "sealed_access" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "backup_store_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backup" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "cause" "backup_cause" NOT NULL,
    "state" "backup_state" NOT NULL DEFAULT 'running',
    "proof" "backup_proof" NOT NULL DEFAULT 'unproven',
    "release_id" UUID,
    "manifest_id" UUID,
    "database_snapshot_id" TEXT,
    "filestore_snapshot_id" TEXT,
    "taken_at" TIMESTAMPTZ(3),
    "wal_position" TEXT NOT NULL DEFAULT '',
    "dump_bytes" BIGINT NOT NULL DEFAULT 0,
    "filestore_bytes" BIGINT NOT NULL DEFAULT 0,
    "added_bytes" BIGINT NOT NULL DEFAULT 0,
    "dump_sha256" TEXT NOT NULL DEFAULT '',
    "attachments_total" INTEGER NOT NULL DEFAULT 0,
    "attachments_present" INTEGER NOT NULL DEFAULT 0,
    "attachments_missing" JSONB NOT NULL DEFAULT '[]',
    "row_counts" JSONB NOT NULL DEFAULT '{}',
    "modules" JSONB NOT NULL DEFAULT '[]',
    "postgres_version" TEXT NOT NULL DEFAULT '',
    "sentence" TEXT NOT NULL DEFAULT '',
    "seconds" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "backup_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backup_verification" (
    "id" UUID NOT NULL,
    "backup_id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "passed" BOOLEAN,
    "sentence" TEXT NOT NULL DEFAULT '',
    "result" JSONB,
    "seconds" DOUBLE PRECISION,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "backup_verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backup_policy" (
    "tier" "criticality_tier" NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "backup_policy_pkey" PRIMARY KEY ("tier")
);

-- CreateIndex
CREATE UNIQUE INDEX "backup_store_tenant_id_key" ON "backup_store"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "backup_operation_id_key" ON "backup"("operation_id");

-- CreateIndex
CREATE INDEX "backup_environment_id_tenant_id_created_at_idx" ON "backup"("environment_id", "tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "backup_environment_id_state_taken_at_idx" ON "backup"("environment_id", "state", "taken_at");

-- CreateIndex
CREATE INDEX "backup_tenant_id_created_at_idx" ON "backup"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "backup_release_id_idx" ON "backup"("release_id");

-- CreateIndex
CREATE INDEX "backup_manifest_id_idx" ON "backup"("manifest_id");

-- CreateIndex
CREATE UNIQUE INDEX "backup_verification_operation_id_key" ON "backup_verification"("operation_id");

-- CreateIndex
CREATE INDEX "backup_verification_backup_id_at_idx" ON "backup_verification"("backup_id", "at");

-- AddForeignKey
ALTER TABLE "backup_store" ADD CONSTRAINT "backup_store_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup" ADD CONSTRAINT "backup_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup" ADD CONSTRAINT "backup_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup" ADD CONSTRAINT "backup_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup" ADD CONSTRAINT "backup_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup" ADD CONSTRAINT "backup_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifest"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup_verification" ADD CONSTRAINT "backup_verification_backup_id_fkey" FOREIGN KEY ("backup_id") REFERENCES "backup"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup_verification" ADD CONSTRAINT "backup_verification_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A finished backup stays what it is until retention forgets it; the table stands in lib/domain/recovery/backup-state.
CREATE TRIGGER "backup_moves" BEFORE UPDATE ON "backup" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'running>good', 'running>damaged', 'running>failed', 'good>forgotten', 'damaged>forgotten'
  );
