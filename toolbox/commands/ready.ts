import type { ReadyReport } from "@/lib/domain/backup/report";
import { readFigures } from "@/toolbox/figures";
import { registerKey } from "@/toolbox/keys";
import { withDatabase } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

/**
 * Makes a copy that stands on its own ready to be asked: puts in the key this run was told, which making it harmless has
 * taken away, and reads what its figures are by then. Repeated, it says the same.
 */
export async function ready(run: Run): Promise<ReadyReport> {
  const { connection, operation } = run.settings;
  const keys = await run.phase("keys", () => registerKey(run, connection.database));
  run.say(keys === 0 ? "No key of the operator was put in." : "The operator's key was put in.");
  const { figures, unread } = await run.phase("figures", () =>
    withDatabase(run, connection, (sql) => readFigures(run, sql)),
  );
  return { ok: true, operation, keys, figures, unread, seconds: run.seconds };
}
