-- A scratch copy stands beside the environment whose data it shows: neither making nor removing it keeps anything from it.
DROP INDEX "operation_one_active_per_environment";
CREATE UNIQUE INDEX "operation_one_active_per_environment"
  ON "operation" ("environment_id")
  WHERE "state" IN ('queued', 'running', 'parked', 'paused')
    AND "kind" NOT IN ('backup', 'verify', 'prune', 'drill', 'scratch', 'clear_scratch');

-- The table stands in lib/domain/scratch/state.
CREATE TRIGGER "scratch_copy_moves" BEFORE UPDATE ON "scratch_copy" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'making>standing', 'making>failed', 'making>cancelled', 'making>left', 'standing>removing', 'left>removing',
    'removing>removed', 'removing>left');
