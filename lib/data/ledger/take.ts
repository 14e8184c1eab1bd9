import "server-only";
import type { StepAnswer, StepFailure, StepRecord } from "@/lib/domain/operation/run";
import type { OperationState, StepPhase } from "@/lib/domain/operation/state";
import { Prisma } from "../generated/client";
import { uuid7 } from "../uuid";
import {
  type ClaimedRow,
  claimStatement,
  hasSlot,
  type KnownRow,
  knownStatement,
  MOST_CLAIMED,
} from "./claim";
import type { FencedLease } from "./fence";
import { gather, wasRefused } from "./gather";
import { expire, OVERDUE } from "./overdue";
import { SLOTS_LOCK, sayWaiting, slotRefusal } from "./slots";
import { PROGRESSED, type TellingDependencies, tellingTransaction, tellSoon } from "./telling";

export type TakenRow = {
  lease: FencedLease;
  phase: StepPhase;
  steps: StepRecord[];
  startedAt: Date;
  deadlineAt: Date;
  failure: StepFailure | null;
  storyLines: number;
  from: OperationState;
  waited: string;
  gatesDue: boolean;
  answers: StepAnswer[];
};

/**
 * Free to be run: waiting, due, or left by a worker whose lease lapsed. What a person took out of a worker's hands is
 * free once that worker has let go, or its lease has lapsed. The database's clock decides.
 */
const FREE = Prisma.sql`(
  (state = 'queued' AND (lease_until IS NULL OR lease_until < now()))
  OR (state = 'parked' AND (parked_until IS NULL OR parked_until <= now()))
  OR (state = 'running' AND (lease_until IS NULL OR lease_until < now()))
)`;

export type Wanted = {
  operationId: string;
  workerId: string;
  leaseMs: number;
  fleetLimit: number;
  /** Whether one that is refused a slot is to say what it waits for: that costs a look at the whole line. */
  say: boolean;
};

type Asked = { wanted: Wanted; event: ReturnType<typeof newEvent> };
type Claimed = { row: ClaimedRow | undefined; known: KnownRow | undefined };
export type Claimer = (asked: Asked) => Promise<Claimed>;

/**
 * Claims operations. One claim at a time counts what runs: each statement sees what those before it took, since it is
 * begun under the lock.
 */
export function createClaimer(deps: TellingDependencies): Claimer {
  const send = async (asked: readonly Asked[]) => {
    const claims = asked.map(({ wanted, event }) =>
      claimStatement({ ...wanted, where: FREE, admitted: hasSlot(wanted.fleetLimit), event }),
    );
    const known = knownStatement(asked.map(({ wanted }) => wanted));
    const answers = await deps.db.statementsUnder(SLOTS_LOCK, [...claims, known]);
    const rows = new Map((answers.at(-1) as KnownRow[]).map((row) => [row.id, row]));
    return asked.map(({ wanted }, index) => {
      const [row] = answers[index] as ClaimedRow[];
      return [wanted.operationId, { row, known: rows.get(wanted.operationId) }] as const;
    });
  };
  return gather<Asked, Claimed>({
    max: MOST_CLAIMED,
    atOnce: 1,
    operationOf: ({ wanted }) => wanted.operationId,
    together: async (asked) => new Map(await send(asked)),
    alone: async (asked) => (await send([asked]))[0]?.[1] ?? { row: undefined, known: undefined },
    undone: wasRefused,
  });
}

/** Takes the operation if it is free and there is a slot for it. */
export async function take(
  deps: TellingDependencies & { claim: Claimer },
  wanted: Wanted,
): Promise<TakenRow | null> {
  const { operationId } = wanted;
  const event = newEvent();
  const { row, known } = await deps.claim({ wanted, event });
  if (row === undefined) return null;
  if (!row.claimed) {
    if (wanted.say) await sayRefusal(deps, wanted);
    return null;
  }
  tellTaken(deps, operationId, row, event);
  return takenOf(row, known, wanted);
}

/** Takes an operation past its deadline, or past the end of its wait, from whoever holds it; it needs no slot. */
export async function seize(
  deps: TellingDependencies,
  wanted: Omit<Wanted, "fleetLimit" | "say">,
): Promise<TakenRow | null> {
  const event = newEvent();
  const statement = claimStatement({ ...wanted, where: OVERDUE, admitted: Prisma.sql`true`, event });
  const { row, expired } = await deps.db.transaction(async (tx) => {
    const from = await expire(tx, wanted.operationId);
    const [claimed] = await tx.$queryRaw<ClaimedRow[]>(statement);
    return { row: claimed, expired: from };
  });
  if (row === undefined) return null;
  tellTaken(deps, wanted.operationId, row, event);
  // Nothing when another has taken it meanwhile, who then has its fence as well.
  const [known] = await deps.db.statement<KnownRow>(knownStatement([wanted]));
  return takenOf({ ...row, from: expired ?? row.from }, known, wanted);
}

const newEvent = () => {
  const at = new Date();
  return { id: uuid7(at.getTime()), at };
};

function tellTaken(
  deps: TellingDependencies,
  operationId: string,
  { tenantId, environmentId }: ClaimedRow,
  { id, at }: ReturnType<typeof newEvent>,
): void {
  const subject = { kind: "operation" as const, id: operationId };
  tellSoon(deps, [{ id, type: PROGRESSED, tenantId, environmentId, subject, at: at.toISOString() }]);
}

/** A place in the line that has changed is written down. */
async function sayRefusal(deps: TellingDependencies, { operationId, fleetLimit }: Wanted): Promise<void> {
  await tellingTransaction(deps, async ({ tx, announce }) => {
    const sentence = await slotRefusal(tx, operationId, fleetLimit);
    if (sentence === null || !(await sayWaiting(tx, operationId, sentence))) return;
    const { tenantId, environmentId } = await tx.operation.findUniqueOrThrow({
      where: { id: operationId },
      select: { tenantId: true, environmentId: true },
    });
    const subject = { kind: "operation" as const, id: operationId };
    await announce({ type: PROGRESSED, tenantId, environmentId, subject });
  });
}

const dateOf = (text: string | null) => (text === null ? null : new Date(text));

function takenOf(
  row: ClaimedRow,
  known: KnownRow | undefined,
  { operationId, workerId }: Pick<Wanted, "operationId" | "workerId">,
): TakenRow {
  const { fence, phase, startedAt, deadlineAt, from, waited, gatesDue } = row;
  const steps = (known?.steps ?? []).map((step) => ({
    ...step,
    startedAt: dateOf(step.startedAt),
    finishedAt: dateOf(step.finishedAt),
  }));
  return {
    lease: { operationId, workerId, fence },
    ...{ phase, startedAt, deadlineAt, from, waited, gatesDue, steps },
    storyLines: known?.storyLines ?? 0,
    failure: recordedFailure(row, steps),
    answers: (known?.answers ?? []).map((answer) => ({ ...answer, at: new Date(answer.at) })),
  };
}

/** The failure that began the rollback, as `enterRollback` wrote it down. */
function recordedFailure(row: ClaimedRow, steps: readonly StepRecord[]): StepFailure | null {
  if (row.phase !== "rollback" || row.failureKind === null) return null;
  const failed = steps.find(({ phase, state }) => phase === "forward" && state === "failed");
  return {
    step: failed?.name ?? "",
    kind: row.failureKind,
    reason: row.failureReason,
    facts: failed?.result ?? null,
  };
}
