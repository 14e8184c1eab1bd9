import "server-only";
import * as api from "@/lib/contracts/api/resources/restore";
import type { Tx } from "@/lib/data/client";
import type { Action } from "@/lib/domain/access/actions";
import { decide } from "@/lib/domain/access/decide";
import { operationShortId } from "@/lib/domain/operation/name";
import { lossWords } from "@/lib/domain/recovery/loss";
import { moveRestore, restoreNumber } from "@/lib/domain/recovery/restore";
import { type Context, grantsOf } from "../context";
import { type RestoreRow, restoreInclude } from "./rows";

const placeOf = ({ id, name, stage, timeZone }: api.RestoreBrief["target"]) => ({
  id,
  name,
  stage,
  timeZone,
});
const briefRelease = (release: { id: string; name: string; digest: string } | null) =>
  release === null ? null : { id: release.id, name: release.name, digest: release.digest };

export function presentRestoreBrief(row: RestoreRow): api.RestoreBrief {
  const { id, neutralise, state, sentence, requester, backup } = row;
  return {
    ...{ id, neutralise, state, sentence, requester },
    number: restoreNumber(row.number),
    tenant: row.tenant,
    target: placeOf(row.targetEnvironment),
    source: placeOf(backup.environment),
    point: {
      id: backup.id,
      takenAt: (backup.takenAt ?? backup.createdAt).toISOString(),
      release: briefRelease(backup.release),
    },
    createdAt: row.createdAt.toISOString(),
  };
}

const operationRef = (operation: RestoreRow["operation"]) =>
  operation === null
    ? null
    : { id: operation.id, shortId: operationShortId(operation.id), state: operation.state };

/** The restore as its page shows it. */
export function presentRestore(ctx: Context, row: RestoreRow): api.Restore {
  const loss = api.Loss.catch({ known: false, counts: [] }).parse(row.loss);
  const reconciliation = api.Reconciliation.safeParse(row.reconciliation);
  return {
    ...presentRestoreBrief(row),
    reason: row.reason,
    loss,
    lossSentence: lossWords(loss),
    approver: row.approver,
    decision: row.decision,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    operation: operationRef(row.operation),
    undoOperation: operationRef(row.undoOperation),
    keptUntil: row.keptUntil?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    reconciliation: reconciliation.success ? reconciliation.data : null,
    version: row.version,
    can: {
      approve: canDo(ctx, row, "restore.approve", decisionRefusal(ctx, row)),
      reject: canDo(ctx, row, "restore.reject", decisionRefusal(ctx, row)),
      undo: canDo(ctx, row, "restore.undo", undoRefusal(row, ctx.now)),
    },
  };
}

function canDo(ctx: Context, row: RestoreRow, action: Action, refusal: string | null) {
  const { tenantId, targetEnvironmentId: environmentId } = row;
  const decision = decide(grantsOf(ctx.actor), action, { level: "environment", tenantId, environmentId });
  const reason = decision.allow ? refusal : decision.reason;
  return { allowed: reason === null, reason };
}

/** Why this person cannot decide about it now; null when they can. */
export function decisionRefusal(ctx: Context, row: RestoreRow): string | null {
  if (row.state !== "requested") return "It waits for no decision any more.";
  return ctx.actor.id === row.requesterId ? "You asked for this restore; a second person decides." : null;
}

/** Why it cannot be taken back now; null when it can. */
export function undoRefusal(row: RestoreRow, now: Date): string | null {
  if (!moveRestore(row.state, "begin_undo").ok)
    return row.state === "undone"
      ? "It was taken back already."
      : "Only a restore that succeeded can be taken back.";
  if (row.keptUntil === null || row.keptUntil <= now || row.clearOperationId !== null)
    return "The data from before are no longer kept. Restore the backup that was taken before it instead.";
  const [active] = row.targetEnvironment.operations;
  if (active === undefined) return null;
  return `${operationShortId(active.id)} works on ${row.targetEnvironment.name} now. Wait until it has ended.`;
}

export async function restoreDetail(db: Tx, ctx: Context, restoreId: string): Promise<api.Restore> {
  const row = await db.restore.findUniqueOrThrow({ where: { id: restoreId }, include: restoreInclude });
  return presentRestore(ctx, row);
}
