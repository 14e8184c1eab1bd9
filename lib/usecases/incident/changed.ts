import "server-only";
import type { Tx } from "@/lib/data/client";
import type { OperationKind } from "@/lib/data/generated/enums";
import { sideBySide } from "@/lib/data/side-by-side";
import { type Changed, LOOK_BACK_MS, type Ranked, rankChanged } from "@/lib/domain/incident/changed";
import { operationNamed, READING_KINDS } from "@/lib/domain/operation/name";
import { sentenceCase } from "@/lib/domain/shared/words";
import type { IncidentRow } from "./rows";

const EACH = 60;
/** These only read, copy or tidy up: they change nothing an ERP could suffer from. */
const HARMLESS: OperationKind[] = [...READING_KINDS, "clear_kept"];

/** What changed before it began to hurt: on the environment, beside it on its cluster, at its tenant, in the fleet. */
export async function changedBefore(tx: Tx, row: IncidentRow): Promise<readonly Ranked[]> {
  // What began after it hurt, such as the way back, is no cause of it; what was under way then began before.
  const span = { gte: new Date(row.startedAt.getTime() - LOOK_BACK_MS), lte: row.startedAt };
  const { operations, policies, holds } = await sideBySide(tx, {
    operations: () => operationsNear(tx, row, span),
    policies: () => settingsChanged(tx, row, span),
    holds: () => holdsNear(tx, row, span),
  });
  return rankChanged([...operations, ...policies, ...holds], row.startedAt);
}

type Span = { gte: Date; lte: Date };

async function operationsNear(tx: Tx, row: IncidentRow, span: Span): Promise<Changed[]> {
  const { environmentId, tenantId, environment } = row;
  const rows = await tx.operation.findMany({
    where: {
      kind: { notIn: HARMLESS },
      AND: [
        { OR: [{ environmentId }, { tenantId }, { clusterId: environment.clusterId, tenantId }] },
        { OR: [{ finishedAt: span }, { startedAt: span }] },
      ],
    },
    include: { release: { select: { name: true } }, environment: { select: { name: true } } },
    orderBy: { createdAt: "desc" },
    take: EACH,
  });
  return rows.flatMap((one): Changed[] => {
    const at = one.finishedAt !== null && one.finishedAt <= span.lte ? one.finishedAt : one.startedAt;
    if (at === null) return [];
    const what = operationNamed(one.kind, one.release?.name ?? null);
    const here = one.environmentId === environmentId;
    const deploys = one.kind === "deploy" || one.kind === "rollback";
    return [
      {
        kind: deploys ? "deployment" : "operation",
        title: sentenceCase(here ? what : `${what} on ${one.environment.name}`),
        path: `/operations/${one.id}`,
        at,
        scope: here ? "environment" : one.clusterId === environment.clusterId ? "cluster" : "tenant",
      },
    ];
  });
}

/** Settings by which an ERP is run or copied, as the audit log has them; who set them is for those who may read that. */
const SETTINGS = ["backup_policy.edit", "backup_store.edit", "cluster.edit", "observation.edit"];

async function settingsChanged(tx: Tx, { tenantId, environmentId, environment }: IncidentRow, at: Span) {
  const rows = await tx.auditEntry.findMany({
    where: {
      ...{ at, outcome: "done", action: { in: SETTINGS } },
      OR: [
        { environmentId },
        { tenantId, environmentId: null },
        { tenantId: null, targetKind: { not: "cluster" } },
        { targetKind: "cluster", targetId: environment.clusterId },
      ],
    },
    distinct: ["action", "targetId"],
    select: { action: true, targetName: true, at: true, tenantId: true, environmentId: true },
    orderBy: { sequence: "desc" },
    take: EACH,
  });
  return rows.map(
    (row): Changed => ({
      kind: "policy",
      title: `Settings of ${row.targetName} were changed`,
      path: null,
      at: row.at,
      scope: row.environmentId !== null ? "environment" : row.tenantId !== null ? "tenant" : "fleet",
    }),
  );
}

async function holdsNear(tx: Tx, { tenantId, environmentId }: IncidentRow, span: Span): Promise<Changed[]> {
  const rows = await tx.hold.findMany({
    where: { liftedAt: span, OR: [{ environmentId }, { level: "tenant", tenantId }, { level: "fleet" }] },
    orderBy: { liftedAt: "desc" },
    take: EACH,
  });
  return rows.flatMap(({ level, reason, liftedAt }): Changed[] =>
    liftedAt === null
      ? []
      : [{ kind: "hold", title: `A hold was lifted: ${reason}`, path: null, at: liftedAt, scope: level }],
  );
}
