-- CreateEnum
CREATE TYPE "scratch_state" AS ENUM ('making', 'standing', 'removing', 'left', 'removed', 'failed', 'cancelled');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "operation_kind" ADD VALUE 'scratch';
ALTER TYPE "operation_kind" ADD VALUE 'clear_scratch';

-- CreateTable
CREATE TABLE "scratch_copy" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "cluster_id" UUID NOT NULL,
    "backup_id" UUID NOT NULL,
    "point_in_time" TIMESTAMPTZ(3),
    "release_id" UUID NOT NULL,
    "accepts_damage" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT NOT NULL,
    "state" "scratch_state" NOT NULL DEFAULT 'making',
    "sentence" TEXT NOT NULL DEFAULT '',
    "namespace" TEXT NOT NULL,
    "hostname" TEXT NOT NULL,
    "hours" INTEGER NOT NULL,
    "kept_until" TIMESTAMPTZ(3),
    "reconciliation" JSONB,
    "requester_id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "clear_operation_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "made_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "scratch_copy_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "scratch_copy_number_key" ON "scratch_copy"("number");

-- CreateIndex
CREATE UNIQUE INDEX "scratch_copy_operation_id_key" ON "scratch_copy"("operation_id");

-- CreateIndex
CREATE UNIQUE INDEX "scratch_copy_clear_operation_id_key" ON "scratch_copy"("clear_operation_id");

-- CreateIndex
CREATE INDEX "scratch_copy_environment_id_tenant_id_created_at_idx" ON "scratch_copy"("environment_id", "tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "scratch_copy_tenant_id_created_at_idx" ON "scratch_copy"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "scratch_copy_cluster_id_idx" ON "scratch_copy"("cluster_id");

-- CreateIndex
CREATE INDEX "scratch_copy_backup_id_idx" ON "scratch_copy"("backup_id");

-- CreateIndex
CREATE INDEX "scratch_copy_release_id_idx" ON "scratch_copy"("release_id");

-- CreateIndex
CREATE INDEX "scratch_copy_requester_id_idx" ON "scratch_copy"("requester_id");

-- CreateIndex
CREATE INDEX "scratch_copy_state_kept_until_idx" ON "scratch_copy"("state", "kept_until");

-- AddForeignKey
ALTER TABLE "scratch_copy" ADD CONSTRAINT "scratch_copy_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scratch_copy" ADD CONSTRAINT "scratch_copy_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scratch_copy" ADD CONSTRAINT "scratch_copy_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scratch_copy" ADD CONSTRAINT "scratch_copy_backup_id_fkey" FOREIGN KEY ("backup_id") REFERENCES "backup"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scratch_copy" ADD CONSTRAINT "scratch_copy_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scratch_copy" ADD CONSTRAINT "scratch_copy_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scratch_copy" ADD CONSTRAINT "scratch_copy_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scratch_copy" ADD CONSTRAINT "scratch_copy_clear_operation_id_fkey" FOREIGN KEY ("clear_operation_id") REFERENCES "operation"("id") ON DELETE SET NULL ON UPDATE CASCADE;
