-- AlterEnum
ALTER TYPE "alert_channel" ADD VALUE 'app';

-- AlterTable
ALTER TABLE "calendar_event" ADD COLUMN     "announces" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "change" ADD COLUMN     "incident_id" UUID;

-- AlterTable
ALTER TABLE "runbook_run" ADD COLUMN     "incident_id" UUID;

-- CreateTable
CREATE TABLE "health_question" (
    "cluster_id" UUID NOT NULL,
    "question" TEXT NOT NULL,
    "promql" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "updated_by_id" UUID NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "health_question_pkey" PRIMARY KEY ("cluster_id","question")
);

-- CreateIndex
CREATE INDEX "health_question_updated_by_id_idx" ON "health_question"("updated_by_id");

-- CreateIndex
CREATE INDEX "change_incident_id_idx" ON "change"("incident_id");

-- CreateIndex
CREATE INDEX "runbook_run_incident_id_idx" ON "runbook_run"("incident_id");

-- AddForeignKey
ALTER TABLE "change" ADD CONSTRAINT "change_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health_question" ADD CONSTRAINT "health_question_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health_question" ADD CONSTRAINT "health_question_updated_by_id_fkey" FOREIGN KEY ("updated_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runbook_run" ADD CONSTRAINT "runbook_run_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- The new channel is compared as text: a value just added cannot be used in the transaction that adds it.
ALTER TABLE "alert_route" DROP CONSTRAINT "alert_route_target";
ALTER TABLE "alert_route" ADD CONSTRAINT "alert_route_target" CHECK (
  CASE "channel"::text
    WHEN 'email' THEN "sealed_url" IS NULL AND ("rota_id" IS NULL) = ("target" <> '')
    WHEN 'app' THEN "sealed_url" IS NULL AND "rota_id" IS NOT NULL AND "target" = ''
    ELSE "sealed_url" IS NOT NULL AND "rota_id" IS NULL END
);
ALTER TABLE "calendar_event" ADD CONSTRAINT "calendar_event_announces" CHECK (
  cardinality("announces") = 0 OR "kind" = 'maintenance_window'
);
ALTER TABLE "health_question" ADD CONSTRAINT "health_question_promql" CHECK ("promql" <> '');
