-- CreateEnum
CREATE TYPE "gate_policy_state" AS ENUM ('draft', 'active', 'superseded', 'discarded');

-- CreateTable
CREATE TABLE "gate_policy_version" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "state" "gate_policy_state" NOT NULL DEFAULT 'draft',
    "rules" JSONB NOT NULL,
    "based_on" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "reason" TEXT NOT NULL DEFAULT '',
    "author_name" TEXT NOT NULL,
    "activated_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activated_at" TIMESTAMPTZ(3),

    CONSTRAINT "gate_policy_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_judgement" (
    "id" UUID NOT NULL,
    "change_id" UUID NOT NULL,
    "moment" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "policy_number" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "verdicts" JSONB NOT NULL,
    "risk_score" INTEGER NOT NULL,
    "risk_band" TEXT NOT NULL,

    CONSTRAINT "change_judgement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "risk_policy" (
    "id" TEXT NOT NULL DEFAULT 'fleet',
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "risk_policy_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "gate_policy_version_number_key" ON "gate_policy_version"("number");

-- CreateIndex
CREATE INDEX "gate_policy_version_state_idx" ON "gate_policy_version"("state");

-- CreateIndex
CREATE INDEX "change_judgement_change_id_at_idx" ON "change_judgement"("change_id", "at");

-- CreateIndex
CREATE INDEX "change_judgement_moment_at_idx" ON "change_judgement"("moment", "at");

-- AddForeignKey
ALTER TABLE "change_judgement" ADD CONSTRAINT "change_judgement_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One version of the rules holds, and one is being written.
CREATE UNIQUE INDEX "gate_policy_version_one_active"
  ON "gate_policy_version" ("state")
  WHERE "state" = 'active';
CREATE UNIQUE INDEX "gate_policy_version_one_draft"
  ON "gate_policy_version" ("state")
  WHERE "state" = 'draft';

ALTER TABLE "change_judgement" ADD CONSTRAINT "change_judgement_moment" CHECK ("moment" IN ('submit', 'approve', 'start'));
ALTER TABLE "change_judgement" ADD CONSTRAINT "change_judgement_risk" CHECK ("risk_score" BETWEEN 0 AND 100);
