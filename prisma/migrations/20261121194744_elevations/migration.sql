-- CreateEnum
CREATE TYPE "elevation_verdict" AS ENUM ('approved', 'refused');

-- CreateTable
CREATE TABLE "elevation" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "role" NOT NULL,
    "level" "scope_level" NOT NULL,
    "tenant_id" UUID,
    "environment_id" UUID,
    "incident_id" UUID,
    "reason" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answer_by" TIMESTAMPTZ(3) NOT NULL,
    "verdict" "elevation_verdict",
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decision_note" TEXT NOT NULL DEFAULT '',
    "ends_at" TIMESTAMPTZ(3),
    "ended_by_id" UUID,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "elevation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "elevation_user_id_ends_at_idx" ON "elevation"("user_id", "ends_at");

-- CreateIndex
CREATE INDEX "elevation_asked_at_id_idx" ON "elevation"("asked_at", "id");

-- CreateIndex
CREATE INDEX "elevation_incident_id_idx" ON "elevation"("incident_id");

-- CreateIndex
CREATE INDEX "elevation_tenant_id_idx" ON "elevation"("tenant_id");

-- CreateIndex
CREATE INDEX "elevation_environment_id_tenant_id_idx" ON "elevation"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "elevation_decided_by_id_idx" ON "elevation"("decided_by_id");

-- CreateIndex
CREATE INDEX "elevation_ended_by_id_idx" ON "elevation"("ended_by_id");

-- AddForeignKey
ALTER TABLE "elevation" ADD CONSTRAINT "elevation_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "elevation" ADD CONSTRAINT "elevation_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "elevation" ADD CONSTRAINT "elevation_ended_by_id_fkey" FOREIGN KEY ("ended_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "elevation" ADD CONSTRAINT "elevation_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "elevation" ADD CONSTRAINT "elevation_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "elevation" ADD CONSTRAINT "elevation_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE SET NULL ON UPDATE CASCADE;
