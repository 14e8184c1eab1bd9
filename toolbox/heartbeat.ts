import type { Sql } from "@/toolbox/postgres";

/** The system parameter into which a scheduled action of the ERP writes the time, in UTC. */
export const HEARTBEAT_KEY = "holdfast.heartbeat";

export type SignOfLife = {
  /** ISO 8601 in UTC; null when the database says nothing. */
  at: string | null;
  from: "heartbeat" | "scheduled_action" | "nothing";
};

const UTC = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/**
 * The newest moment at which the ERP of this database is known to have written: its heartbeat, or the newest run of
 * any scheduled action, which every Odoo notes down by itself.
 */
export async function newestSignOfLife(sql: Sql): Promise<SignOfLife> {
  const [there] = await sql<{ parameters: boolean; crons: boolean }>(
    "SELECT to_regclass('public.ir_config_parameter') IS NOT NULL AS parameters, to_regclass('public.ir_cron') IS NOT NULL AS crons",
  );
  const beat = there?.parameters === true ? await heartbeat(sql) : null;
  const run = there?.crons === true ? await lastRun(sql) : null;
  if (beat === null && run === null) return { at: null, from: "nothing" };
  if (beat !== null && (run === null || beat >= run)) return { at: beat, from: "heartbeat" };
  return { at: run, from: "scheduled_action" };
}

async function heartbeat(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ value: string | null }>("SELECT value FROM ir_config_parameter WHERE key = $1", [
    HEARTBEAT_KEY,
  ]);
  return row?.value == null ? null : momentOf(row.value);
}

/** Odoo writes times in UTC without saying so. Null for what is no time. */
export function momentOf(text: string): string | null {
  const plain = text.trim().replace(" ", "T");
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(plain) ? plain : `${plain}Z`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

async function lastRun(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ at: string | null }>(`SELECT to_char(max(lastcall), ${UTC}) AS at FROM ir_cron`);
  return row?.at ?? null;
}
