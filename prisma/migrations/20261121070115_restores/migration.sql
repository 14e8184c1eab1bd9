-- CreateEnum
CREATE TYPE "restore_state" AS ENUM ('requested', 'rejected', 'running', 'succeeded', 'failed', 'undoing', 'undone', 'cancelled');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "operation_kind" ADD VALUE 'restore';
ALTER TYPE "operation_kind" ADD VALUE 'undo_restore';
ALTER TYPE "operation_kind" ADD VALUE 'clear_kept';

-- CreateTable
CREATE TABLE "restore" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "backup_id" UUID NOT NULL,
    "target_environment_id" UUID NOT NULL,
    "neutralise" BOOLEAN NOT NULL,
    "accepts_damage" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT NOT NULL,
    "state" "restore_state" NOT NULL DEFAULT 'requested',
    "sentence" TEXT NOT NULL DEFAULT '',
    "loss" JSONB NOT NULL DEFAULT '{}',
    "reconciliation" JSONB,
    "requester_id" UUID NOT NULL,
    "approver_id" UUID,
    "decision" TEXT NOT NULL DEFAULT '',
    "decided_at" TIMESTAMPTZ(3),
    "operation_id" UUID,
    "undo_operation_id" UUID,
    "clear_operation_id" UUID,
    "kept_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "restore_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "restore_number_key" ON "restore"("number");

-- CreateIndex
CREATE UNIQUE INDEX "restore_operation_id_key" ON "restore"("operation_id");

-- CreateIndex
CREATE UNIQUE INDEX "restore_undo_operation_id_key" ON "restore"("undo_operation_id");

-- CreateIndex
CREATE UNIQUE INDEX "restore_clear_operation_id_key" ON "restore"("clear_operation_id");

-- CreateIndex
CREATE INDEX "restore_tenant_id_created_at_idx" ON "restore"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "restore_backup_id_idx" ON "restore"("backup_id");

-- CreateIndex
CREATE INDEX "restore_target_environment_id_tenant_id_idx" ON "restore"("target_environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "restore_requester_id_idx" ON "restore"("requester_id");

-- CreateIndex
CREATE INDEX "restore_approver_id_idx" ON "restore"("approver_id");

-- CreateIndex
CREATE INDEX "restore_state_kept_until_idx" ON "restore"("state", "kept_until");

-- AddForeignKey
ALTER TABLE "restore" ADD CONSTRAINT "restore_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "restore" ADD CONSTRAINT "restore_backup_id_fkey" FOREIGN KEY ("backup_id") REFERENCES "backup"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "restore" ADD CONSTRAINT "restore_target_environment_id_tenant_id_fkey" FOREIGN KEY ("target_environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "restore" ADD CONSTRAINT "restore_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "restore" ADD CONSTRAINT "restore_approver_id_fkey" FOREIGN KEY ("approver_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "restore" ADD CONSTRAINT "restore_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "restore" ADD CONSTRAINT "restore_undo_operation_id_fkey" FOREIGN KEY ("undo_operation_id") REFERENCES "operation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "restore" ADD CONSTRAINT "restore_clear_operation_id_fkey" FOREIGN KEY ("clear_operation_id") REFERENCES "operation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What became of a wish is not rewritten; the table stands in lib/domain/recovery/restore.
CREATE TRIGGER "restore_moves" BEFORE UPDATE ON "restore" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'requested>running', 'requested>rejected', 'requested>cancelled', 'running>succeeded', 'running>failed',
    'succeeded>undoing', 'undoing>undone', 'undoing>succeeded'
  );
