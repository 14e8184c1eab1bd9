-- AlterTable
ALTER TABLE "operation_observation" ADD COLUMN     "courses" JSONB;
