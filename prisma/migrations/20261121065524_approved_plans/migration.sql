-- AlterTable
ALTER TABLE "change_decision" ADD COLUMN     "plan" JSONB,
ADD COLUMN     "plan_hash" TEXT;
