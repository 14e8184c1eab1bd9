-- AlterTable
ALTER TABLE "alert_route" ADD COLUMN     "removed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "on_call_rota" ADD COLUMN     "removed_at" TIMESTAMPTZ(3);
