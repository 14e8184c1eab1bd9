-- AlterTable
ALTER TABLE "backup_store" ADD COLUMN     "answers" BOOLEAN,
ADD COLUMN     "check_sentence" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "checked_at" TIMESTAMPTZ(3),
ADD COLUMN     "immutability" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "protection_finding" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "cleared_at" TIMESTAMPTZ(3),

    CONSTRAINT "protection_finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "abandoned_job" (
    "id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "abandoned_job_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "protection_finding_environment_id_tenant_id_idx" ON "protection_finding"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "abandoned_job_due_at_idx" ON "abandoned_job"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "abandoned_job_operation_id_name_key" ON "abandoned_job"("operation_id", "name");

-- AddForeignKey
ALTER TABLE "protection_finding" ADD CONSTRAINT "protection_finding_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "abandoned_job" ADD CONSTRAINT "abandoned_job_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One of a kind stands at a time: people are told of it once.
CREATE UNIQUE INDEX "protection_finding_one_standing"
  ON "protection_finding" ("environment_id", "kind")
  WHERE "cleared_at" IS NULL;

-- What changes an environment may wait in line behind what only copies or reads it, one of each at a time. Whether it
-- waits is asked by its first step; a copy is never begun while something that changes is there.
DROP INDEX "operation_one_active_per_environment";
CREATE UNIQUE INDEX "operation_one_active_per_environment"
  ON "operation" ("environment_id")
  WHERE "state" IN ('queued', 'running', 'parked', 'paused') AND "kind" NOT IN ('backup', 'verify', 'prune', 'drill');
CREATE UNIQUE INDEX "operation_one_reading_per_environment"
  ON "operation" ("environment_id")
  WHERE "state" IN ('queued', 'running', 'parked', 'paused') AND "kind" IN ('backup', 'verify', 'prune');
