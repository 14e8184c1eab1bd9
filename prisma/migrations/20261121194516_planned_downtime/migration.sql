-- CreateEnum
CREATE TYPE "planned_downtime" AS ENUM ('left_out', 'counts');

-- AlterTable
ALTER TABLE "service_level" ADD COLUMN     "planned_downtime" "planned_downtime" NOT NULL DEFAULT 'left_out';

-- AlterTable
ALTER TABLE "service_level_tally" ADD COLUMN     "planned" DOUBLE PRECISION NOT NULL DEFAULT 0;
