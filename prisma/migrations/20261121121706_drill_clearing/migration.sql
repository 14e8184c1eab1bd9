-- AlterTable
ALTER TABLE "drill" ADD COLUMN     "clear_operation_id" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "drill_clear_operation_id_key" ON "drill"("clear_operation_id");

-- AddForeignKey
ALTER TABLE "drill" ADD CONSTRAINT "drill_clear_operation_id_fkey" FOREIGN KEY ("clear_operation_id") REFERENCES "operation"("id") ON DELETE SET NULL ON UPDATE CASCADE;
