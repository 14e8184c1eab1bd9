import { setTimeout as delay } from "node:timers/promises";
import { ToolboxFailure } from "@/toolbox/failure";
import type { Sql } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

const TURNS = 25;
const EVERY_MS = 200;

/**
 * Ends what is left of the ERP's own sessions in these databases; its pods are gone, so none comes back.
 * @throws ToolboxFailure `database_in_use` naming who else is connected, or who does not leave
 */
export async function endSessions(run: Run, sql: Sql, databases: readonly string[]): Promise<void> {
  const { user } = run.settings.connection;
  for (let turn = 0; ; turn += 1) {
    run.check();
    const sessions = await sql<{ pid: number; role: string | null; database: string }>(
      `SELECT pid, usename AS role, datname AS database FROM pg_stat_activity
       WHERE datname = ANY($1) AND pid <> pg_backend_pid() AND backend_type = 'client backend' LIMIT 500`,
      [databases],
    );
    const [first] = sessions;
    if (first === undefined) return;
    const other = sessions.find(({ role }) => role !== user);
    if (other !== undefined || turn === TURNS) {
      const { role, database } = other ?? first;
      throw new ToolboxFailure(
        "database_in_use",
        `${role ?? "Somebody"} is connected to ${database} (${sessions.length} sessions in all); nothing was exchanged.`,
      );
    }
    if (turn === 0) run.say(`${sessions.length} sessions of ${user} are left and are ended.`);
    await sql("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid", [
      sessions.map(({ pid }) => pid),
    ]);
    await delay(EVERY_MS);
  }
}
