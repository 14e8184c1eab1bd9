import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { goesBack, type OperationKind, operationShortId, READING_KINDS } from "@/lib/domain/operation/name";
import {
  type PastOperation,
  type RollbackVerdict,
  rollbackPair,
  rollbackVerdict,
} from "@/lib/domain/operation/rollback";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { releaseSelect } from "../change/facts";
import { schemaVersionsOf } from "../release/schema-versions";

/** So many ended operations tell what ran before what. */
const HISTORY = 200;

export const environmentInclude = {
  operations: {
    // A copy that runs is waited for.
    where: { state: { in: [...ACTIVE_OPERATION_STATES] }, kind: { notIn: [...READING_KINDS] } },
    select: { id: true },
    take: 1,
  },
} satisfies Prisma.EnvironmentInclude;

type EnvironmentRow = Prisma.EnvironmentGetPayload<{ include: typeof environmentInclude }>;
type ReleaseRow = Prisma.ReleaseGetPayload<{ select: typeof releaseSelect }>;

export type RollbackFacts = {
  from: ReleaseRow | null;
  target: ReleaseRow | null;
  verdict: RollbackVerdict;
  /** The change that brought the release which is left, while it counts as succeeded. */
  change: { id: string; number: number } | null;
};

/** What going back would leave and bring, and whether it can. In a command call it inside the transaction that acts. */
export async function loadRollback(db: Tx, environment: EnvironmentRow): Promise<RollbackFacts> {
  const pair = rollbackPair(await historyOf(db, environment.id), environment);
  const from = await releaseOf(db, pair.fromId);
  const target = await releaseOf(db, pair.targetId);
  const verdict = rollbackVerdict({
    from,
    target,
    activeOperation: activeOperationOf(environment),
    schemaVersions: await schemaVersionsOf(db, from === null ? [] : [from]),
  });
  return { from, target, verdict, change: await changeThatBrought(db, environment.id, pair.fromId) };
}

/** What works on the environment now, as people say it; null when nothing does. */
export function activeOperationOf({
  operations: [active],
}: Pick<EnvironmentRow, "operations">): string | null {
  return active === undefined ? null : operationShortId(active.id);
}

/** The kinds that lay a release on top of what ran, or take one away. */
const MOVING_KINDS = ["deploy", "rollback", "restore_rollback"] as const;

async function historyOf(db: Tx, environmentId: string): Promise<PastOperation[]> {
  const rows = await db.operation.findMany({
    where: { environmentId, kind: { in: [...MOVING_KINDS] }, state: { notIn: [...ACTIVE_OPERATION_STATES] } },
    select: { kind: true, state: true, releaseId: true, previousReleaseId: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: HISTORY,
  });
  // With its data or without: either takes the newest release away again.
  const kindOf = (row: { kind: OperationKind }) => (goesBack(row.kind) ? "rollback" : "deploy");
  return rows.reverse().map((row) => ({ ...row, kind: kindOf(row) }) as PastOperation);
}

const releaseOf = (db: Tx, id: string | null): Promise<ReleaseRow | null> =>
  id === null ? Promise.resolve(null) : db.release.findUnique({ where: { id }, select: releaseSelect });

async function changeThatBrought(db: Tx, environmentId: string, releaseId: string | null) {
  if (releaseId === null) return null;
  const brought = await db.operation.findFirst({
    where: { environmentId, kind: "deploy", state: "succeeded", releaseId, changeId: { not: null } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { change: { select: { id: true, number: true, state: true } } },
  });
  const change = brought?.change ?? null;
  return change?.state === "succeeded" ? { id: change.id, number: change.number } : null;
}
