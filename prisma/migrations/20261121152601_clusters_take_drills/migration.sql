-- AlterTable
ALTER TABLE "cluster" ADD COLUMN     "takes_drills" BOOLEAN NOT NULL DEFAULT false;
