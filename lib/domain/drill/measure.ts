import { businessCheckTitle } from "../health/business-check";
import type { SmokeCheck } from "../health/facts";
import { counted } from "../shared/words";
import type { DrillCheck } from "./report";

/** What was read in the recovered database and beside it. */
export type Reading = {
  /** The newest moment its ERP is known to have written at; null when it says nothing. */
  heartbeatAt: Date | null;
  /** Where that moment stands: the heartbeat row, or the newest run of a scheduled action. */
  heartbeatFrom: string;
  rowCounts: Readonly<Record<string, number>>;
  attachments: { total: number; present: number };
  /** Of those without a file, the ones written after the backup that the files are of, and the oldest of them. */
  newer: { rows: number; oldest: Date | null };
  /** How many were held against their names, and how many were something else. */
  files: { hashed: number; wrong: number };
  /** How many are installed as wanted, what is wrong of the others in words, and what waits to be finished. */
  modules: { right: number; wrong: readonly string[]; unfinished: readonly string[] };
};

/** What the backup says it holds, and when the disaster was declared. */
export type Expected = {
  declaredAt: Date;
  /** Null where a second was brought back: nobody counted then. */
  rowCounts: Readonly<Record<string, number>> | null;
  /** How many modules the release has. */
  modules: number;
};

/** A backup's clock and the cluster's may differ by so much. */
const CLOCKS_MS = 2_000;
const NAMED = 3;

const named = (names: readonly string[]): string => {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return `${names.slice(0, NAMED).join(", ")}${more}`;
};

/** Each question held against what the backup promised; every one is answered. */
export function measuredChecks(reading: Reading, expected: Expected): readonly DrillCheck[] {
  return [
    heartbeatCheck(reading, expected),
    rowsCheck(reading, expected),
    filesCheck(reading),
    modulesCheck(reading, expected),
  ];
}

function heartbeatCheck({ heartbeatAt, heartbeatFrom }: Reading, { declaredAt }: Expected): DrillCheck {
  const check = { name: "heartbeat", title: "Newest sign of life" };
  if (heartbeatAt === null)
    return { ...check, ok: false, detail: "The recovered database says nowhere when its ERP last wrote." };
  if (heartbeatAt.getTime() > declaredAt.getTime() + CLOCKS_MS)
    return {
      ...check,
      ok: false,
      detail: "The recovered database was written to after the disaster: it is not isolated.",
    };
  return { ...check, ok: true, detail: `from ${heartbeatFrom}` };
}

function rowsCheck({ rowCounts }: Reading, expected: Expected): DrillCheck {
  if (expected.rowCounts === null) {
    const total = Object.values(rowCounts).reduce((sum, rows) => sum + rows, 0);
    const detail = `${counted(total, "row")} in ${counted(Object.keys(rowCounts).length, "business table")}; nobody counted at that second`;
    return { name: "rows", title: "Rows", ok: total > 0, detail };
  }
  const tables = Object.entries(expected.rowCounts);
  const differing = tables.flatMap(([table, rows]) =>
    rowCounts[table] === rows ? [] : [`${table} ${rowCounts[table] ?? "missing"} instead of ${rows}`],
  );
  const total = tables.reduce((sum, [, rows]) => sum + rows, 0);
  const detail =
    differing.length > 0
      ? named(differing)
      : `${counted(total, "row")} in ${counted(tables.length, "business table")} as in the backup`;
  return { name: "rows", title: "Rows", ok: differing.length === 0 && tables.length > 0, detail };
}

function filesCheck({ attachments: { total, present }, newer, files }: Reading): DrillCheck {
  // No backup can have what was written after it.
  const missing = total - present - newer.rows;
  const check = { name: "files", title: "Files", ok: missing === 0 && files.wrong === 0 };
  if (missing > 0)
    return { ...check, detail: `${counted(missing, "attachment")} of ${total} without a file` };
  if (files.wrong > 0)
    return { ...check, detail: `${files.wrong} of ${files.hashed} files are not what their names say` };
  if (newer.rows > 0)
    return {
      ...check,
      detail: `${present} of ${counted(total, "attachment")} have their file, the other ${newer.rows} were written after the files' backup; ${counted(files.hashed, "file")} held against its name`,
    };
  return {
    ...check,
    detail: `all ${counted(total, "attachment")} have their file; ${counted(files.hashed, "file")} held against its name`,
  };
}

function modulesCheck({ modules }: Reading, expected: Expected): DrillCheck {
  const check = { name: "modules", title: "Modules" };
  if (modules.unfinished.length > 0)
    return { ...check, ok: false, detail: `${named(modules.unfinished)} wait to be installed or updated` };
  if (modules.wrong.length > 0) return { ...check, ok: false, detail: named(modules.wrong) };
  return modules.right < expected.modules
    ? {
        ...check,
        ok: false,
        detail: `only ${modules.right} of ${expected.modules} are as the release has them`,
      }
    : { ...check, ok: true, detail: `${counted(expected.modules, "module")} as the release has them` };
}

/**
 * Seconds of work that are lost: what was written to the database after its newest sign of life, and with it, where the
 * disaster takes the files too, since the oldest file that is in no backup. Null where nothing says when it lived.
 */
export function lostSeconds({ heartbeatAt, newer }: Reading, until: Date, filesLost: boolean): number | null {
  if (heartbeatAt === null) return null;
  const data = secondsBetween(heartbeatAt, until);
  return filesLost && newer.oldest !== null ? Math.max(data, secondsBetween(newer.oldest, until)) : data;
}

/** The business checks as the drill's report names them. */
export const smokeChecks = (checks: readonly SmokeCheck[]): readonly DrillCheck[] =>
  checks.map(({ name, ok, milliseconds, detail }) => ({
    name: `smoke:${name}`,
    title: businessCheckTitle(name),
    ok,
    detail: ok ? `${Math.round(milliseconds)} ms` : detail || "no detail",
  }));

/** Seconds between two moments, never negative: clocks of two machines may disagree by a little. */
export const secondsBetween = (from: Date, to: Date): number =>
  Math.max(0, (to.getTime() - from.getTime()) / 1_000);
