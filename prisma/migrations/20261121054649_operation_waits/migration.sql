-- AlterTable
ALTER TABLE "operation" ADD COLUMN     "gates_due" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "operation_step" ADD COLUMN     "spent_ms" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "operation_state_parked_until_idx" ON "operation"("state", "parked_until");
