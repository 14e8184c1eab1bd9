-- AlterTable
ALTER TABLE "notice" ADD COLUMN     "path" TEXT;
