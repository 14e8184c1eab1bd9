-- AlterTable
ALTER TABLE "train" ADD COLUMN     "accepted_failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "resumed_at" TIMESTAMPTZ(3),
ADD COLUMN     "started_by_id" UUID;

-- AlterTable
ALTER TABLE "train_ring" ADD COLUMN     "accepted_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "train_car" (
    "id" UUID NOT NULL,
    "train_id" UUID NOT NULL,
    "ring_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "change_id" UUID,
    "waits_for" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "train_car_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "train_car_change_id_key" ON "train_car"("change_id");

-- CreateIndex
CREATE INDEX "train_car_ring_id_position_idx" ON "train_car"("ring_id", "position");

-- CreateIndex
CREATE INDEX "train_car_environment_id_tenant_id_idx" ON "train_car"("environment_id", "tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "train_car_train_id_environment_id_key" ON "train_car"("train_id", "environment_id");

-- CreateIndex
CREATE INDEX "train_started_by_id_idx" ON "train"("started_by_id");

-- AddForeignKey
ALTER TABLE "train" ADD CONSTRAINT "train_started_by_id_fkey" FOREIGN KEY ("started_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_car" ADD CONSTRAINT "train_car_train_id_fkey" FOREIGN KEY ("train_id") REFERENCES "train"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_car" ADD CONSTRAINT "train_car_ring_id_fkey" FOREIGN KEY ("ring_id") REFERENCES "train_ring"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_car" ADD CONSTRAINT "train_car_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_car" ADD CONSTRAINT "train_car_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- The moves of a train stand in lib/domain/train/state.ts; a test holds both equal.
CREATE TRIGGER "train_moves" BEFORE UPDATE ON "train" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'draft>in_review', 'draft>cancelled',
    'in_review>approved', 'in_review>rejected', 'in_review>cancelled',
    'approved>running', 'approved>cancelled',
    'running>halted', 'running>succeeded', 'running>stopped',
    'halted>running', 'halted>stopped'
  );
