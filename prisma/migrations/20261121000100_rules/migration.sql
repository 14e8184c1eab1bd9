-- Rules that the schema language cannot say. The move tables stand in lib/domain/*/state.ts; a test holds both equal.

-- One active mutating operation per environment: mutual exclusion is an index.
CREATE UNIQUE INDEX "operation_one_active_per_environment"
  ON "operation" ("environment_id")
  WHERE "state" IN ('queued', 'running', 'parked', 'paused');

-- The level of a binding says which ids it needs.
ALTER TABLE "role_binding" ADD CONSTRAINT "role_binding_level_matches_scope" CHECK (
  ("level" = 'fleet' AND "tenant_id" IS NULL AND "environment_id" IS NULL)
  OR ("level" = 'tenant' AND "tenant_id" IS NOT NULL AND "environment_id" IS NULL)
  OR ("level" = 'environment' AND "tenant_id" IS NOT NULL AND "environment_id" IS NOT NULL)
);

CREATE FUNCTION "holdfast_refuse_illegal_move"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  legal text[] := TG_ARGV::text[];
BEGIN
  IF NEW."state" IS DISTINCT FROM OLD."state"
     AND NOT ((OLD."state"::text || '>' || NEW."state"::text) = ANY (legal)) THEN
    RAISE EXCEPTION '% % may not move from % to %', TG_TABLE_NAME, OLD."id", OLD."state", NEW."state"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "change_moves" BEFORE UPDATE ON "change" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'draft>submitted', 'draft>cancelled',
    'submitted>in_review', 'submitted>draft', 'submitted>cancelled',
    'in_review>approved', 'in_review>rejected', 'in_review>draft', 'in_review>cancelled',
    'approved>scheduled', 'approved>draft', 'approved>cancelled',
    'scheduled>in_progress', 'scheduled>draft', 'scheduled>cancelled',
    'in_progress>succeeded', 'in_progress>rolled_back', 'in_progress>failed',
    'succeeded>reviewed', 'rolled_back>reviewed', 'failed>reviewed',
    'reviewed>closed'
  );

CREATE TRIGGER "operation_moves" BEFORE UPDATE ON "operation" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'queued>running', 'queued>failed', 'queued>cancelled',
    'running>parked', 'running>paused', 'running>succeeded', 'running>failed', 'running>rolled_back', 'running>cancelled',
    'parked>running', 'parked>paused', 'parked>failed', 'parked>cancelled',
    'paused>running', 'paused>failed', 'paused>cancelled'
  );

CREATE TRIGGER "operation_step_moves" BEFORE UPDATE ON "operation_step" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'pending>running', 'pending>skipped', 'running>done', 'running>failed'
  );

-- A fence only rises: a worker that lost its lease cannot give itself an older one.
CREATE FUNCTION "holdfast_fence_rises"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."fence" < OLD."fence" THEN
    RAISE EXCEPTION 'operation %: the fence may not fall from % to %', OLD."id", OLD."fence", NEW."fence"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "operation_fence" BEFORE UPDATE ON "operation" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_fence_rises"();

-- What is written once stays: the audit log, releases with their modules, rendered manifests.
CREATE FUNCTION "holdfast_refuse_rewrite"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$;

CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE ON "audit_entry" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_rewrite"();
CREATE TRIGGER "audit_entry_no_truncate" BEFORE TRUNCATE ON "audit_entry" FOR EACH STATEMENT
  EXECUTE FUNCTION "holdfast_refuse_rewrite"();
CREATE TRIGGER "release_immutable" BEFORE UPDATE ON "release" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_rewrite"();
CREATE TRIGGER "release_module_immutable" BEFORE UPDATE ON "release_module" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_rewrite"();
CREATE TRIGGER "manifest_immutable" BEFORE UPDATE ON "manifest" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_rewrite"();

-- Numbers of changes have four digits from the first one on.
ALTER SEQUENCE "change_number_seq" RESTART WITH 2401;
