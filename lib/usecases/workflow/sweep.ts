import "server-only";
import type { Database } from "@/lib/data/client";
import { claimWorkflowTurn, endWorkflowTurn } from "@/lib/data/ledger/workflow-rows";
import { WORKFLOW_IDS } from "@/lib/domain/health/domains";
import { TRY_LIMIT_MS } from "@/lib/domain/workflow/course";
import type { Erp, EventChannel } from "@/lib/ports/outside";
import { attempt } from "./attempt";
import { type Obstacles, obstaclesNow } from "./obstacle";
import { recordTry } from "./record";
import { type DueWorkflow, dueWorkflows, giveWay, postpone, type TurnPlace } from "./turn";

export type WorkflowDependencies = { db: Database; channel: EventChannel; erp: Pick<Erp, "smoke"> };
type Running = { now: () => Date; stopping: AbortSignal; limitMs?: number };

/** Every check to its limit, one after the other, and a minute for writing it down. */
const CLAIM_LIMIT_MS = WORKFLOW_IDS.length * TRY_LIMIT_MS + 60_000;

/**
 * Tries what is due in the environment whose turn has come first, one workflow after the other. Answers how many were
 * tried; null when nobody's turn has come. What was missed while no worker ran is tried once.
 */
export async function sweepWorkflows(deps: WorkflowDependencies, running: Running): Promise<number | null> {
  const environmentId = await claimWorkflowTurn(deps.db, CLAIM_LIMIT_MS);
  if (environmentId === null) return null;
  try {
    return await tryDue(deps, environmentId, running);
  } finally {
    await endWorkflowTurn(deps.db, environmentId);
  }
}

/** One turn of an environment, which nobody else may be at. */
export async function tryDue(
  deps: WorkflowDependencies,
  environmentId: string,
  running: Running,
): Promise<number> {
  const found = await dueWorkflows(deps.db, environmentId, running.now());
  if (found === null) return 0;
  const { place, due } = found;
  const wanted = due.filter(({ asked, settings }) => asked !== null || settings.enabled);
  for (const { workflow } of due.filter((each) => !wanted.includes(each)))
    await postpone(deps.db.prisma, environmentId, workflow, running.now());
  if (wanted.length === 0) return 0;
  for (const each of wanted) await tryOne(deps, place, each, running);
  return wanted.length;
}

/** What stands in the way is asked before every one: a door may close while others are tried. */
async function tryOne(
  deps: WorkflowDependencies,
  place: TurnPlace,
  each: DueWorkflow,
  { now, stopping, limitMs }: Running,
): Promise<void> {
  stopping.throwIfAborted();
  const { asked, settings, workflow } = each;
  const inShifts = settings.hours === "shifts" && asked === null;
  const obstacles = await obstaclesNow(deps.db.prisma, place, inShifts, now());
  const { busy } = obstacles;
  const before = way(obstacles, inShifts);
  if (before === null && busy !== null && asked === null) {
    await giveWay(deps.db.prisma, place.id, workflow, now());
    return;
  }
  // Who asked for it gets an answer in any case.
  const obstacle = before ?? (busy === null ? null : { why: busy, until: null });
  if (obstacle !== null) {
    const tried = { outcome: "skipped" as const, milliseconds: 0, detail: obstacle.why };
    return recordTry(deps, place, each, { tried, at: now(), notBefore: obstacle.until });
  }
  const tried = await attempt(
    deps.erp,
    place,
    { workflow, longestMs: settings.longestMs },
    stopping,
    limitMs,
  );
  await recordTry(deps, place, each, { tried, at: now(), notBefore: null });
}

function way({ always, shifts }: Obstacles, inShifts: boolean): { why: string; until: Date | null } | null {
  if (always !== null) return { why: always, until: null };
  return inShifts && shifts.why !== null ? { why: shifts.why, until: shifts.until } : null;
}
