-- Operations under a person's hand: pause, resume, abort.
ALTER TYPE "failure_kind" ADD VALUE 'aborted';

ALTER TABLE "operation" ADD COLUMN "paused_at" TIMESTAMPTZ(3),
                        ADD COLUMN "paused_by_name" TEXT;

-- Someone's name and the moment stand there exactly while it is paused.
ALTER TABLE "operation" ADD CONSTRAINT "operation_paused_says_by_whom" CHECK (
  ("state" = 'paused') = ("paused_at" IS NOT NULL) AND ("paused_at" IS NULL) = ("paused_by_name" IS NULL)
);

-- What was paused, and what turns back after an abort, waits for a worker like anything new.
DROP TRIGGER "operation_moves" ON "operation";
CREATE TRIGGER "operation_moves" BEFORE UPDATE ON "operation" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'queued>running', 'queued>failed', 'queued>cancelled',
    'running>queued', 'running>parked', 'running>paused', 'running>succeeded', 'running>failed', 'running>rolled_back',
    'running>cancelled',
    'parked>queued', 'parked>running', 'parked>paused', 'parked>failed', 'parked>cancelled',
    'paused>queued', 'paused>failed', 'paused>cancelled'
  );
