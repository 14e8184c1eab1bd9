-- CreateEnum
CREATE TYPE "workflow_outcome" AS ENUM ('passed', 'slow', 'failed', 'unknown', 'skipped');

-- CreateTable
CREATE TABLE "workflow" (
    "environment_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "workflow" TEXT NOT NULL,
    "settings" JSONB,
    "owner_name" TEXT NOT NULL DEFAULT '',
    "owner_contact" TEXT NOT NULL DEFAULT '',
    "fallback" TEXT NOT NULL DEFAULT '',
    "runbook_id" UUID,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "asked_by_id" UUID,
    "asked_at" TIMESTAMPTZ(3),
    "recent" "workflow_outcome"[],
    "failing_since" TIMESTAMPTZ(3),
    "known_at" TIMESTAMPTZ(3),
    "last_outcome" "workflow_outcome",
    "last_at" TIMESTAMPTZ(3),
    "last_detail" TEXT NOT NULL DEFAULT '',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "workflow_pkey" PRIMARY KEY ("environment_id","workflow")
);

-- CreateTable
CREATE TABLE "workflow_turn" (
    "environment_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "workflow_turn_pkey" PRIMARY KEY ("environment_id")
);

-- CreateTable
CREATE TABLE "workflow_run" (
    "id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "workflow" TEXT NOT NULL,
    "outcome" "workflow_outcome" NOT NULL,
    "milliseconds" INTEGER NOT NULL,
    "detail" TEXT NOT NULL,
    "asked_by" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "workflow_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "workflow_environment_id_tenant_id_idx" ON "workflow"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "workflow_runbook_id_idx" ON "workflow"("runbook_id");

-- CreateIndex
CREATE INDEX "workflow_asked_by_id_idx" ON "workflow"("asked_by_id");

-- CreateIndex
CREATE INDEX "workflow_turn_due_at_idx" ON "workflow_turn"("due_at");

-- CreateIndex
CREATE INDEX "workflow_run_environment_id_workflow_at_idx" ON "workflow_run"("environment_id", "workflow", "at");

-- CreateIndex
CREATE INDEX "workflow_run_at_idx" ON "workflow_run"("at");

-- AddForeignKey
ALTER TABLE "workflow" ADD CONSTRAINT "workflow_environment_id_tenant_id_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow" ADD CONSTRAINT "workflow_runbook_id_fkey" FOREIGN KEY ("runbook_id") REFERENCES "runbook"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow" ADD CONSTRAINT "workflow_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_turn" ADD CONSTRAINT "workflow_turn_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workflow_run" ADD CONSTRAINT "workflow_run_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
