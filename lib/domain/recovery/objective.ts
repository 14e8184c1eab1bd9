import type { Stage } from "../catalog/stage";

/** What a business process may lose of the ERP's data, and how long it can stand still. Seconds. */
export type ProcessObjective = {
  name: string;
  /** Null: every production environment of the tenant. */
  environmentId: string | null;
  rpoSeconds: number;
  rtoSeconds: number;
};

/** What an environment has to keep, with the process that asks for it. */
export type Objective = {
  rpoSeconds: number;
  rtoSeconds: number;
  /** The process that may lose least. */
  rpoFrom: string;
  /** The process that can wait least. */
  rtoFrom: string;
  /** Both in words: one name when one process asks for both. */
  from: string;
};

/** What may be promised. Seconds: nobody recovers in no time, and after 31 days nobody waits any more. */
export const OBJECTIVE_BOUNDS = {
  rpoSeconds: { min: 1, max: 31 * 86_400 },
  rtoSeconds: { min: 60, max: 31 * 86_400 },
} as const;

/** Processes that a tenant may have: more is a list nobody keeps. */
export const PROCESSES_PER_TENANT = 50;

/**
 * The tightest of what the tenant's processes ask for (requirement F9). Only production inherits: elsewhere nobody
 * waits for goods. Null when no process asks anything of the environment.
 */
export function objectiveFor(
  environment: { id: string; stage: Stage },
  processes: readonly ProcessObjective[],
): Objective | null {
  if (environment.stage !== "production") return null;
  const asking = processes.filter(
    ({ environmentId }) => environmentId === null || environmentId === environment.id,
  );
  const loses = tightest(asking, "rpoSeconds");
  const waits = tightest(asking, "rtoSeconds");
  if (loses === null || waits === null) return null;
  const from = loses.name === waits.name ? loses.name : `${loses.name} (RPO) and ${waits.name} (RTO)`;
  return {
    rpoSeconds: loses.rpoSeconds,
    rtoSeconds: waits.rtoSeconds,
    rpoFrom: loses.name,
    rtoFrom: waits.name,
    from,
  };
}

/** Among equals the first by name, so that the same rows always name the same process. */
function tightest(
  processes: readonly ProcessObjective[],
  by: "rpoSeconds" | "rtoSeconds",
): ProcessObjective | null {
  const other = by === "rpoSeconds" ? "rtoSeconds" : "rpoSeconds";
  const [first] = processes.toSorted(
    (a, b) => a[by] - b[by] || a[other] - b[other] || (a.name < b.name ? -1 : 1),
  );
  return first ?? null;
}
