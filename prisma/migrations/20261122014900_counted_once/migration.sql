-- Nobody counts twice among the approvals of a change: neither who decided nor for whom. Newest first, so that what has
-- lapsed never stands in the way of what counts.
CREATE OR REPLACE FUNCTION "holdfast_refuse_unapproved"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  given integer := 0;
  seen uuid[] := '{}';
  parties uuid[];
BEGIN
  FOR parties IN
    SELECT array_remove(ARRAY[d."user_id", d."on_behalf_of_id"], NULL)
      FROM "change_decision" d
     WHERE d."change_id" = NEW."id" AND d."kind" = 'approved' AND d."voided_at" IS NULL
       AND d."content_hash" = NEW."content_hash"
       AND d."template_id" IS NULL
       AND NOT (d."user_id" = ANY (NEW."author_ids"))
       AND (d."on_behalf_of_id" IS NULL OR NOT (d."on_behalf_of_id" = ANY (NEW."author_ids")))
     ORDER BY d."at" DESC, d."id" DESC
  LOOP
    IF NOT (parties && seen) THEN
      given := given + 1;
      seen := seen || parties;
    END IF;
  END LOOP;
  IF given < NEW."approvals_needed" THEN
    RAISE EXCEPTION 'change % has % of % approvals', NEW."id", given, NEW."approvals_needed"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
