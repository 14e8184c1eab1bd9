-- AlterTable
ALTER TABLE "site" ADD COLUMN     "people" INTEGER;
