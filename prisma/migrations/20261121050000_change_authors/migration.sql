-- Whoever edits a change writes it too: separation of duties looks at every author.
ALTER TABLE "change" ADD COLUMN "author_ids" UUID[];
UPDATE "change" SET "author_ids" = ARRAY["requester_id"];
