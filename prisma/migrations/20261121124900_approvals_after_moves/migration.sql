-- Triggers run in the order of their names: an illegal move is named as one before approvals are counted.
ALTER TRIGGER "change_approvals" ON "change" RENAME TO "change_moves_approved";

-- What waited for a decision before paths were kept waits for a release manager.
UPDATE "change" SET "open_roles" = ARRAY['release_manager']::"role"[]
 WHERE "state" IN ('submitted', 'in_review') AND "approval_path" IS NULL;
