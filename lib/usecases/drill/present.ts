import "server-only";
import { z } from "zod";
import type * as api from "@/lib/contracts/api/resources/drill";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { storedChecks } from "@/lib/data/ledger/drill-rows";
import type { Action } from "@/lib/domain/access/actions";
import { decide } from "@/lib/domain/access/decide";
import { clearingRefusal } from "@/lib/domain/drill/clearing";
import { drillLimits, SCENARIOS } from "@/lib/domain/drill/scenario";
import { drillNumber } from "@/lib/domain/drill/state";
import { operationShortId } from "@/lib/domain/operation/name";
import { expectedSeconds } from "../change/plan";
import { type Context, grantsOf } from "../context";
import { presentSteps } from "../operation/present";
import { expectedRecovery } from "./facts";
import { type DrillBriefRow, type DrillRow, drillInclude } from "./rows";

const MOST_OWNERS = 200;
const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

export function presentDrillBrief(row: DrillBriefRow): api.DrillBrief {
  const { id, scenario, scheduled, state, sentence, tenant, environment, requester } = row;
  const { rtoSeconds, rpoSeconds, rtoObjectiveSeconds, rpoObjectiveSeconds } = row;
  return {
    ...{ id, scenario, scheduled, state, sentence, tenant, environment, requester },
    ...{ rtoSeconds, rpoSeconds, rtoObjectiveSeconds, rpoObjectiveSeconds },
    number: drillNumber(row.number),
    declaredAt: iso(row.declaredAt),
    openFindings: row._count.findings,
    createdAt: row.createdAt.toISOString(),
    finishedAt: iso(row.finishedAt),
  };
}

type FindingRow = DrillRow["findings"][number];

function presentFinding(row: FindingRow, drill: { id: string; number: number }, now: Date): api.DrillFinding {
  const { id, text, owner, state, closingNote, closedByName, closedAt, version } = row;
  return {
    ...{ id, text, owner, state, closingNote, version },
    drill: { id: drill.id, number: drillNumber(drill.number) },
    dueOn: dayOf(row.dueOn),
    overdue: state === "open" && dayOf(row.dueOn) < dayOf(now),
    closedBy: closedByName,
    closedAt: iso(closedAt),
  };
}

type Around = { steps: ReadonlyMap<string, number>; recovery: number | null; owners: api.Drill["owners"] };

function presentDrill(ctx: Context, row: DrillRow, around: Around): api.Drill {
  const { cluster, namespace, release, tornDown, version, backup, operation } = row;
  const { disaster } = SCENARIOS[row.scenario];
  // Only such a drill has the step.
  const elsewhere = operation.steps.some(({ name }) => name === "server");
  return {
    ...presentDrillBrief(row),
    ...{ cluster, namespace, release, tornDown, version },
    reason: operation.reason,
    disaster,
    elsewhere,
    limits: [...drillLimits(row.scenario, elsewhere)],
    backup:
      backup === null
        ? null
        : { id: backup.id, takenAt: (backup.takenAt ?? backup.createdAt).toISOString(), proof: backup.proof },
    second: secondOf(row),
    recoveredUntil: iso(row.recoveredUntil),
    expectedSeconds: around.recovery,
    checks: storedChecks(row.checks),
    steps: presentSteps(operation, around.steps).filter(
      ({ phase, state }) => phase === "forward" || (state !== "pending" && state !== "skipped"),
    ),
    operation: { id: operation.id, shortId: operationShortId(operation.id), state: operation.state },
    clearing:
      row.clearOperation === null
        ? null
        : { ...row.clearOperation, shortId: operationShortId(row.clearOperation.id) },
    findings: row.findings.map((finding) => presentFinding(finding, row, ctx.now)),
    owners: around.owners,
    can: { finding: mayHere(ctx, "drill.finding", row), clear: canClear(ctx, row) },
  };
}

const At = z.object({ at: z.iso.datetime({ offset: true }) });
const Recovered = z.object({ recovery: At });

/** The second it brings back: the one that was noted when it began, else the one of its plan. */
function secondOf({ operation: { steps } }: DrillRow): string | null {
  const step = (wanted: string) => steps.find(({ name }) => name === wanted);
  const noted = At.safeParse(step("note_log")?.result).data;
  return noted?.at ?? Recovered.safeParse(step("recover")?.parameters).data?.recovery.at ?? null;
}

function mayHere(
  ctx: Context,
  action: Action,
  { tenantId, environmentId }: DrillRow,
): api.Drill["can"]["clear"] {
  const scope = { level: "environment", tenantId, environmentId } as const;
  const decision = decide(grantsOf(ctx.actor), action, scope);
  return { allowed: decision.allow, reason: decision.allow ? null : decision.reason };
}

function canClear(ctx: Context, row: DrillRow): api.Drill["can"]["clear"] {
  const { state, tornDown, clearOperation: clearing } = row;
  const refusal = clearingRefusal({ number: drillNumber(row.number), state, tornDown, clearing });
  return refusal === null ? mayHere(ctx, "drill.clear", row) : { allowed: false, reason: refusal };
}

type Place = { tenantId: string; environmentId: string };

/** People with a role over the environment: one of them mends it. */
export const mayOwn = ({ tenantId, environmentId }: Place) =>
  ({
    disabledAt: null,
    roleBindings: {
      some: {
        OR: [{ level: "fleet" }, { level: "tenant", tenantId }, { level: "environment", environmentId }],
      },
    },
  }) satisfies Prisma.UserWhereInput;

export const ownersOf = (db: Tx, place: Place) =>
  db.user.findMany({
    where: mayOwn(place),
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_OWNERS,
  });

/** The drill as its page shows it, from its row. */
export async function presentFully(ctx: Context, db: Tx, row: DrillRow): Promise<api.Drill> {
  const [steps, recovery, owners] = await Promise.all([
    expectedSeconds(db, row.environmentId),
    expectedRecovery(db, row.environmentId),
    ownersOf(db, row),
  ]);
  return presentDrill(ctx, row, { steps, recovery, owners });
}

export async function drillDetail(db: Tx, ctx: Context, drillId: string): Promise<api.Drill> {
  return presentFully(
    ctx,
    db,
    await db.drill.findUniqueOrThrow({ where: { id: drillId }, include: drillInclude }),
  );
}
