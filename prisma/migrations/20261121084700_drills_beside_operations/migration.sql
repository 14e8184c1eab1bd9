-- A drill looks at an environment's backups and changes nothing there: it does not keep an operation from it.
DROP INDEX "operation_one_active_per_environment";
CREATE UNIQUE INDEX "operation_one_active_per_environment"
  ON "operation" ("environment_id")
  WHERE "state" IN ('queued', 'running', 'parked', 'paused') AND "kind" <> 'drill';

CREATE UNIQUE INDEX "drill_one_running_per_environment" ON "drill" ("environment_id") WHERE "state" = 'running';
