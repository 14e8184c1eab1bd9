-- CreateEnum
CREATE TYPE "review_outcome" AS ENUM ('as_planned', 'with_trouble', 'did_harm');

-- AlterEnum
ALTER TYPE "decision_kind" ADD VALUE 'changes_requested';

-- AlterTable
ALTER TABLE "change" ADD COLUMN     "approval_path" JSONB,
ADD COLUMN     "approvals_needed" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "emergency_reason" TEXT,
ADD COLUMN     "open_roles" "role"[] DEFAULT ARRAY[]::"role"[],
ADD COLUMN     "review_due_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "change_decision" ADD COLUMN     "on_behalf_of_id" UUID,
ADD COLUMN     "step" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "approval_policy" (
    "class" "change_class" NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "approval_policy_pkey" PRIMARY KEY ("class")
);

-- CreateTable
CREATE TABLE "delegation" (
    "id" UUID NOT NULL,
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "level" "scope_level" NOT NULL,
    "tenant_id" UUID,
    "environment_id" UUID,
    "reason" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "delegation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_comment" (
    "id" UUID NOT NULL,
    "change_id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "mentioned_ids" UUID[],
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gate_waiver" (
    "id" UUID NOT NULL,
    "change_id" UUID NOT NULL,
    "gate_id" TEXT NOT NULL,
    "gate_title" TEXT NOT NULL,
    "gate_fact" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "asked_by_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_by_id" UUID,
    "confirmed_at" TIMESTAMPTZ(3),
    "withdrawn_by_id" UUID,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "gate_waiver_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_debt" (
    "id" UUID NOT NULL,
    "change_id" UUID NOT NULL,
    "gate_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "fact" TEXT NOT NULL,
    "remedy" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "paid_by_id" UUID,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "change_debt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_review" (
    "id" UUID NOT NULL,
    "change_id" UUID NOT NULL,
    "reviewer_id" UUID NOT NULL,
    "outcome" "review_outcome" NOT NULL,
    "went_well" TEXT NOT NULL DEFAULT '',
    "went_badly" TEXT NOT NULL DEFAULT '',
    "causes" TEXT[],
    "cause_text" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_action" (
    "id" UUID NOT NULL,
    "review_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "due_on" DATE NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "review_action_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "delegation_from_id_ends_at_idx" ON "delegation"("from_id", "ends_at");

-- CreateIndex
CREATE INDEX "delegation_to_id_ends_at_idx" ON "delegation"("to_id", "ends_at");

-- CreateIndex
CREATE INDEX "delegation_tenant_id_idx" ON "delegation"("tenant_id");

-- CreateIndex
CREATE INDEX "delegation_environment_id_tenant_id_idx" ON "delegation"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "change_comment_change_id_at_idx" ON "change_comment"("change_id", "at");

-- CreateIndex
CREATE INDEX "change_comment_author_id_idx" ON "change_comment"("author_id");

-- CreateIndex
CREATE INDEX "gate_waiver_change_id_asked_at_idx" ON "gate_waiver"("change_id", "asked_at");

-- CreateIndex
CREATE INDEX "gate_waiver_asked_by_id_idx" ON "gate_waiver"("asked_by_id");

-- CreateIndex
CREATE INDEX "gate_waiver_confirmed_by_id_idx" ON "gate_waiver"("confirmed_by_id");

-- CreateIndex
CREATE INDEX "gate_waiver_withdrawn_by_id_idx" ON "gate_waiver"("withdrawn_by_id");

-- CreateIndex
CREATE INDEX "change_debt_paid_by_id_idx" ON "change_debt"("paid_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "change_debt_change_id_gate_id_key" ON "change_debt"("change_id", "gate_id");

-- CreateIndex
CREATE UNIQUE INDEX "change_review_change_id_key" ON "change_review"("change_id");

-- CreateIndex
CREATE INDEX "change_review_reviewer_id_idx" ON "change_review"("reviewer_id");

-- CreateIndex
CREATE INDEX "review_action_review_id_idx" ON "review_action"("review_id");

-- CreateIndex
CREATE INDEX "review_action_owner_id_idx" ON "review_action"("owner_id");

-- CreateIndex
CREATE INDEX "change_review_due_at_idx" ON "change"("review_due_at");

-- CreateIndex
CREATE INDEX "change_decision_on_behalf_of_id_idx" ON "change_decision"("on_behalf_of_id");

-- AddForeignKey
ALTER TABLE "change_decision" ADD CONSTRAINT "change_decision_on_behalf_of_id_fkey" FOREIGN KEY ("on_behalf_of_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_comment" ADD CONSTRAINT "change_comment_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_comment" ADD CONSTRAINT "change_comment_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gate_waiver" ADD CONSTRAINT "gate_waiver_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gate_waiver" ADD CONSTRAINT "gate_waiver_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gate_waiver" ADD CONSTRAINT "gate_waiver_confirmed_by_id_fkey" FOREIGN KEY ("confirmed_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gate_waiver" ADD CONSTRAINT "gate_waiver_withdrawn_by_id_fkey" FOREIGN KEY ("withdrawn_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_debt" ADD CONSTRAINT "change_debt_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_debt" ADD CONSTRAINT "change_debt_paid_by_id_fkey" FOREIGN KEY ("paid_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_review" ADD CONSTRAINT "change_review_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change_review" ADD CONSTRAINT "change_review_reviewer_id_fkey" FOREIGN KEY ("reviewer_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_action" ADD CONSTRAINT "review_action_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "change_review"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_action" ADD CONSTRAINT "review_action_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The level of a delegation says which ids it needs, nobody delegates to themselves, and it ends after it begins.
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_level_matches_scope" CHECK (
  ("level" = 'fleet' AND "tenant_id" IS NULL AND "environment_id" IS NULL)
  OR ("level" = 'tenant' AND "tenant_id" IS NOT NULL AND "environment_id" IS NULL)
  OR ("level" = 'environment' AND "tenant_id" IS NOT NULL AND "environment_id" IS NOT NULL)
);
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_to_another_for_a_span" CHECK (
  "from_id" <> "to_id" AND "ends_at" > "starts_at" AND "ends_at" <= "starts_at" + interval '61 days'
);

-- A waiver takes two people and ends.
ALTER TABLE "gate_waiver" ADD CONSTRAINT "gate_waiver_two_people" CHECK (
  "confirmed_by_id" IS NULL OR "confirmed_by_id" <> "asked_by_id"
);
ALTER TABLE "gate_waiver" ADD CONSTRAINT "gate_waiver_ends" CHECK ("expires_at" <= "asked_at" + interval '7 days');

-- No door leads to approved or in_progress without the approvals the path asks for: by different people, of whom none
-- wrote the content or acted for somebody who did.
CREATE FUNCTION "holdfast_refuse_unapproved"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  given integer;
BEGIN
  SELECT count(DISTINCT coalesce(d."on_behalf_of_id", d."user_id")) INTO given
    FROM "change_decision" d
   WHERE d."change_id" = NEW."id" AND d."kind" = 'approved' AND d."voided_at" IS NULL
     AND d."content_hash" = NEW."content_hash"
     AND d."template_id" IS NULL
     AND NOT (d."user_id" = ANY (NEW."author_ids"))
     AND (d."on_behalf_of_id" IS NULL OR NOT (d."on_behalf_of_id" = ANY (NEW."author_ids")));
  IF given < NEW."approvals_needed" THEN
    RAISE EXCEPTION 'change % has % of % approvals', NEW."id", given, NEW."approvals_needed"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "change_approvals" BEFORE UPDATE ON "change" FOR EACH ROW
  WHEN (NEW."state" IS DISTINCT FROM OLD."state" AND NEW."state" IN ('approved', 'scheduled', 'in_progress'))
  EXECUTE FUNCTION "holdfast_refuse_unapproved"();

-- No approval is asked for where a template gave it beforehand, and only there.
ALTER TABLE "change" ADD CONSTRAINT "change_approvals_by_template" CHECK (
  "approvals_needed" >= 1 OR "template_id" IS NOT NULL
);
ALTER TABLE "change" ADD CONSTRAINT "change_emergency_has_reason" CHECK (
  ("class" = 'emergency') = ("emergency_reason" IS NOT NULL)
);
