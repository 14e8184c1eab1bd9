-- CreateEnum
CREATE TYPE "deploy_strategy" AS ENUM ('rolling', 'canary', 'recreate');

-- CreateEnum
CREATE TYPE "park_kind" AS ENUM ('time', 'person', 'kubernetes', 'gate');

-- CreateEnum
CREATE TYPE "observation_verdict" AS ENUM ('thin', 'good', 'warning', 'trigger');

-- CreateEnum
CREATE TYPE "train_state" AS ENUM ('draft', 'in_review', 'approved', 'running', 'halted', 'succeeded', 'stopped', 'rejected', 'cancelled');

-- AlterEnum
ALTER TYPE "operation_kind" ADD VALUE 'rollback';

-- AlterTable
ALTER TABLE "change" ADD COLUMN     "train_ring_id" UUID;

-- AlterTable
ALTER TABLE "cluster" ADD COLUMN     "max_operations" INTEGER NOT NULL DEFAULT 4,
ADD COLUMN     "metrics_source" JSONB;

-- AlterTable
ALTER TABLE "operation" ADD COLUMN     "park_kind" "park_kind",
ADD COLUMN     "parked_at" TIMESTAMPTZ(3),
ADD COLUMN     "reason" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "strategy" "deploy_strategy";

-- AlterTable
ALTER TABLE "operation_step" ADD COLUMN     "parameters" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "notice" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "tenant_id" UUID,
    "environment_id" UUID,
    "operation_id" UUID,
    "occasion" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation_answer" (
    "id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operation_answer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation_observation" (
    "id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "verdict" "observation_verdict" NOT NULL,
    "sentence" TEXT NOT NULL,
    "comparisons" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operation_observation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "observation_policy" (
    "stage" "stage" NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "observation_policy_pkey" PRIMARY KEY ("stage")
);

-- CreateTable
CREATE TABLE "schedule" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "last_start_at" TIMESTAMPTZ(3),
    "last_end_at" TIMESTAMPTZ(3),
    "last_sentence" TEXT NOT NULL DEFAULT '',
    "worker_id" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "train" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "release_id" UUID NOT NULL,
    "requester_id" UUID NOT NULL,
    "author_ids" UUID[],
    "title" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "rollback_plan" TEXT NOT NULL,
    "fallback" TEXT NOT NULL DEFAULT '',
    "communication" TEXT NOT NULL DEFAULT '',
    "halt_after_failures" INTEGER NOT NULL DEFAULT 1,
    "state" "train_state" NOT NULL DEFAULT 'draft',
    "sentence" TEXT NOT NULL DEFAULT '',
    "content_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "train_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "train_ring" (
    "id" UUID NOT NULL,
    "train_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "bake_seconds" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "arrived_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "train_ring_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "train_move" (
    "id" UUID NOT NULL,
    "train_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "from_state" "train_state",
    "to_state" "train_state" NOT NULL,
    "actor_name" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "train_move_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "notice_user_id_read_at_at_idx" ON "notice"("user_id", "read_at", "at");

-- CreateIndex
CREATE INDEX "notice_tenant_id_idx" ON "notice"("tenant_id");

-- CreateIndex
CREATE INDEX "notice_environment_id_tenant_id_idx" ON "notice"("environment_id", "tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "notice_operation_id_occasion_user_id_key" ON "notice"("operation_id", "occasion", "user_id");

-- CreateIndex
CREATE INDEX "operation_answer_user_id_idx" ON "operation_answer"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "operation_answer_operation_id_step_key" ON "operation_answer"("operation_id", "step");

-- CreateIndex
CREATE INDEX "operation_observation_operation_id_at_idx" ON "operation_observation"("operation_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "schedule_name_key" ON "schedule"("name");

-- CreateIndex
CREATE INDEX "schedule_enabled_next_at_idx" ON "schedule"("enabled", "next_at");

-- CreateIndex
CREATE UNIQUE INDEX "train_number_key" ON "train"("number");

-- CreateIndex
CREATE INDEX "train_state_updated_at_idx" ON "train"("state", "updated_at");

-- CreateIndex
CREATE INDEX "train_release_id_idx" ON "train"("release_id");

-- CreateIndex
CREATE INDEX "train_requester_id_idx" ON "train"("requester_id");

-- CreateIndex
CREATE UNIQUE INDEX "train_ring_train_id_position_key" ON "train_ring"("train_id", "position");

-- CreateIndex
CREATE INDEX "train_move_train_id_at_idx" ON "train_move"("train_id", "at");

-- CreateIndex
CREATE INDEX "change_train_ring_id_idx" ON "change"("train_ring_id");

-- AddForeignKey
ALTER TABLE "change" ADD CONSTRAINT "change_train_ring_id_fkey" FOREIGN KEY ("train_ring_id") REFERENCES "train_ring"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_answer" ADD CONSTRAINT "operation_answer_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_answer" ADD CONSTRAINT "operation_answer_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_observation" ADD CONSTRAINT "operation_observation_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train" ADD CONSTRAINT "train_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train" ADD CONSTRAINT "train_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_ring" ADD CONSTRAINT "train_ring_train_id_fkey" FOREIGN KEY ("train_id") REFERENCES "train"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_move" ADD CONSTRAINT "train_move_train_id_fkey" FOREIGN KEY ("train_id") REFERENCES "train"("id") ON DELETE CASCADE ON UPDATE CASCADE;
