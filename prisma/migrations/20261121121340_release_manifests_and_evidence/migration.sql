-- CreateEnum
CREATE TYPE "evidence_kind" AS ENUM ('build', 'module_compatibility', 'dependency_integrity', 'migration_rehearsal', 'security_scan', 'signature', 'tests');

-- AlterTable
ALTER TABLE "change" ADD COLUMN     "class_reason" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "flag_reasons" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "flags" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "proposed_class" "change_class" NOT NULL DEFAULT 'normal',
ADD COLUMN     "template_id" UUID;

-- AlterTable
ALTER TABLE "change_decision" ADD COLUMN     "template_id" UUID;

-- AlterTable
ALTER TABLE "release" ADD COLUMN     "extras" JSONB;

-- AlterTable
ALTER TABLE "release_module" ADD COLUMN     "metadata" JSONB;

-- CreateTable
CREATE TABLE "change_template" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "stages" "stage"[],
    "tiers" "criticality_tier"[],
    "flags_allowed" TEXT[],
    "max_modules_changed" INTEGER NOT NULL,
    "patch_only" BOOLEAN NOT NULL DEFAULT true,
    "max_failure_percent" INTEGER NOT NULL,
    "failure_window" INTEGER NOT NULL,
    "valid_until" TIMESTAMPTZ(3) NOT NULL,
    "approved_by_id" UUID NOT NULL,
    "approved_at" TIMESTAMPTZ(3) NOT NULL,
    "suspended_at" TIMESTAMPTZ(3),
    "suspended_reason" TEXT NOT NULL DEFAULT '',
    "counted_from" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "change_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evidence" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "kind" "evidence_kind" NOT NULL,
    "source" TEXT NOT NULL,
    "findings" JSONB NOT NULL,
    "produced_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "file_hash" TEXT,
    "file_name" TEXT NOT NULL DEFAULT '',
    "content_hash" TEXT NOT NULL,
    "attached_by_id" UUID,
    "service_identity_id" UUID,
    "attached_by_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evidence_file" (
    "hash" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "media_type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "evidence_file_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "evidence_policy" (
    "tier" "criticality_tier" NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "evidence_policy_pkey" PRIMARY KEY ("tier")
);

-- CreateTable
CREATE TABLE "release_quarantine" (
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "placed_by_id" UUID NOT NULL,
    "placed_by_name" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lifted_by_id" UUID,
    "lifted_by_name" TEXT NOT NULL DEFAULT '',
    "lifted_at" TIMESTAMPTZ(3),
    "lift_reason" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "release_quarantine_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_identity" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT '',
    "rights" TEXT[],
    "token_hash" TEXT NOT NULL,
    "token_hint" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_reason" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "service_identity_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "change_template_name_key" ON "change_template"("name");

-- CreateIndex
CREATE INDEX "change_template_approved_by_id_idx" ON "change_template"("approved_by_id");

-- CreateIndex
CREATE INDEX "evidence_release_id_kind_produced_at_idx" ON "evidence"("release_id", "kind", "produced_at");

-- CreateIndex
CREATE INDEX "evidence_file_hash_idx" ON "evidence"("file_hash");

-- CreateIndex
CREATE INDEX "evidence_attached_by_id_idx" ON "evidence"("attached_by_id");

-- CreateIndex
CREATE INDEX "evidence_service_identity_id_idx" ON "evidence"("service_identity_id");

-- CreateIndex
CREATE UNIQUE INDEX "evidence_release_id_content_hash_key" ON "evidence"("release_id", "content_hash");

-- CreateIndex
CREATE INDEX "release_quarantine_release_id_placed_at_idx" ON "release_quarantine"("release_id", "placed_at");

-- CreateIndex
CREATE INDEX "release_quarantine_placed_by_id_idx" ON "release_quarantine"("placed_by_id");

-- CreateIndex
CREATE INDEX "release_quarantine_lifted_by_id_idx" ON "release_quarantine"("lifted_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "service_identity_name_key" ON "service_identity"("name");

-- CreateIndex
CREATE UNIQUE INDEX "service_identity_token_hash_key" ON "service_identity"("token_hash");

-- CreateIndex
CREATE INDEX "service_identity_created_by_id_idx" ON "service_identity"("created_by_id");

-- CreateIndex
CREATE INDEX "service_identity_created_at_idx" ON "service_identity"("created_at");

-- CreateIndex
CREATE INDEX "change_template_id_idx" ON "change"("template_id");

-- CreateIndex
CREATE INDEX "change_decision_template_id_idx" ON "change_decision"("template_id");

-- AddForeignKey
ALTER TABLE "change_template" ADD CONSTRAINT "change_template_approved_by_id_fkey" FOREIGN KEY ("approved_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change" ADD CONSTRAINT "change_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "change_template"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_decision" ADD CONSTRAINT "change_decision_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "change_template"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_file_hash_fkey" FOREIGN KEY ("file_hash") REFERENCES "evidence_file"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_attached_by_id_fkey" FOREIGN KEY ("attached_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_service_identity_id_fkey" FOREIGN KEY ("service_identity_id") REFERENCES "service_identity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_quarantine" ADD CONSTRAINT "release_quarantine_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_quarantine" ADD CONSTRAINT "release_quarantine_placed_by_id_fkey" FOREIGN KEY ("placed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_quarantine" ADD CONSTRAINT "release_quarantine_lifted_by_id_fkey" FOREIGN KEY ("lifted_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_identity" ADD CONSTRAINT "service_identity_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Evidence and its files are written once, as releases are.
CREATE TRIGGER "evidence_append_only" BEFORE UPDATE OR DELETE ON "evidence" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_rewrite"();
CREATE TRIGGER "evidence_file_append_only" BEFORE UPDATE OR DELETE ON "evidence_file" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_rewrite"();

-- A report is bounded by the database too: 5 MiB.
ALTER TABLE "evidence_file" ADD CONSTRAINT "evidence_file_is_bounded" CHECK (
  octet_length("bytes") = "size_bytes" AND "size_bytes" BETWEEN 1 AND 5242880
);

-- Evidence is attached by a person, by a service identity, or by Holdfast itself; never by two of them.
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_has_one_sender" CHECK (
  "attached_by_id" IS NULL OR "service_identity_id" IS NULL
);

-- One standing quarantine per release.
CREATE UNIQUE INDEX "release_quarantine_one_standing" ON "release_quarantine" ("release_id") WHERE "lifted_at" IS NULL;
