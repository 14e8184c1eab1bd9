import "server-only";
import * as api from "@/lib/contracts/api/resources/restore";
import type { Tx } from "@/lib/data/client";
import type { Action } from "@/lib/domain/access/actions";
import { decide } from "@/lib/domain/access/decide";
import { changeNumber } from "@/lib/domain/change/number";
import { operationShortId } from "@/lib/domain/operation/name";
import { lossWords } from "@/lib/domain/recovery/loss";
import { moveRestore, REQUEST_HOURS, requestEnds, restoreNumber } from "@/lib/domain/recovery/restore";
import { NOTHING_KEPT } from "@/lib/domain/recovery/unsaved";
import { type Context, grantsOf } from "../context";
import { type RestoreBriefRow, type RestoreRow, restoreInclude } from "./rows";
import { expectedLoss, keptNothing, unsavedBy } from "./unsaved";

const placeOf = ({ id, name, stage, timeZone }: api.RestoreBrief["target"]) => ({
  id,
  name,
  stage,
  timeZone,
});
const briefRelease = (release: { id: string; name: string; digest: string } | null) =>
  release === null ? null : { id: release.id, name: release.name, digest: release.digest };

export function presentRestoreBrief(row: RestoreBriefRow): api.RestoreBrief {
  const { id, neutralise, state, sentence, requester, backup, change } = row;
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
    change: change === null ? null : { id: change.id, number: changeNumber(change.number) },
    reconciled: reconciliationOf(row)?.sentence ?? null,
    pointInTime: row.pointInTime?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

const operationRef = (operation: RestoreRow["undoOperation"]) =>
  operation === null
    ? null
    : { id: operation.id, shortId: operationShortId(operation.id), state: operation.state };

function reconciliationOf({
  reconciliation,
}: Pick<RestoreBriefRow, "reconciliation">): api.Reconciliation | null {
  const read = api.Reconciliation.safeParse(reconciliation);
  return read.success ? read.data : null;
}

/** What no count says: the data that live there are not an older state of what comes. */
const REPLACED = "; and everything else that stands there, which is replaced by another environment's data";
const sameEnvironment = ({ backup, targetEnvironment }: RestoreRow) =>
  backup.environment.id === targetEnvironment.id;

/** The restore as its page shows it. */
export function presentRestore(ctx: Context, row: RestoreRow): api.Restore {
  const loss = api.Loss.catch({ known: false, counts: [] }).parse(row.loss);
  return {
    ...presentRestoreBrief(row),
    reason: row.reason,
    loss,
    lossSentence: `${lossWords(loss)}${sameEnvironment(row) ? "" : REPLACED}`,
    approver: row.approver,
    decision: row.decision,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    operation: operationRef(row.operation),
    undoOperation: operationRef(row.undoOperation),
    keptUntil: nothingKept(row) ? null : (row.keptUntil?.toISOString() ?? null),
    lapsesAt: row.state === "requested" ? requestEnds(row.createdAt).toISOString() : null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    reconciliation: reconciliationOf(row),
    unsaved: unsavedOf(row),
    version: row.version,
    can: {
      approve: canDo(ctx, row, "restore.approve", decisionRefusal(ctx, row)),
      reject: canDo(ctx, row, "restore.reject", decisionRefusal(ctx, row)),
      withdraw: canDo(ctx, row, "restore.withdraw", withdrawRefusal(row)),
      undo: canDo(ctx, row, "restore.undo", undoRefusal(row, ctx.now)),
    },
  };
}

const nothingKept = ({ operation }: Pick<RestoreRow, "operation">): boolean =>
  operation !== null && keptNothing(operation.steps);

/** Before it begins what can be known of it, from then on what it found. */
function unsavedOf({ state, operation, targetEnvironment }: RestoreRow): string | null {
  if (state === "requested") return expectedLoss(targetEnvironment);
  return operation === null ? null : unsavedBy(operation.steps);
}

function canDo(ctx: Context, row: RestoreRow, action: Action, refusal: string | null) {
  const { tenantId, targetEnvironmentId: environmentId } = row;
  const decision = decide(grantsOf(ctx.actor), action, { level: "environment", tenantId, environmentId });
  const reason = decision.allow ? refusal : decision.reason;
  return { allowed: reason === null, reason };
}

const NO_DECISION = "It waits for no decision any more.";

/** Why a request cannot be withdrawn any more; null when it can. */
export const withdrawRefusal = ({ state }: Pick<RestoreRow, "state">): string | null =>
  moveRestore(state, "cancel").ok ? null : NO_DECISION;

/** Why this person cannot decide about it now; null when they can. */
export function decisionRefusal(ctx: Context, row: RestoreRow): string | null {
  if (row.state !== "requested") return NO_DECISION;
  if (requestEnds(row.createdAt) <= ctx.now)
    return `It was asked for more than ${REQUEST_HOURS} hours ago, and what would be lost was counted then. Ask anew.`;
  return ctx.actor.id === row.requesterId ? "You asked for this restore; a second person decides." : null;
}

/** Why it cannot be taken back now; null when it can. */
export function undoRefusal(row: RestoreRow, now: Date): string | null {
  if (!moveRestore(row.state, "begin_undo").ok)
    return row.state === "undone"
      ? "It was taken back already."
      : row.state === "failed" && row.keptUntil !== null
        ? "It did not end as planned, and people may have written since. Restore the backup that was taken before it instead."
        : "Only a restore that succeeded can be taken back.";
  if (nothingKept(row)) return NOTHING_KEPT;
  const moved = releaseMoved(row);
  if (moved !== null) return moved;
  if (row.keptUntil === null || row.keptUntil <= now || row.clearOperationId !== null)
    return "The data from before are no longer kept. Restore the backup that was taken before it instead.";
  const [active] = row.targetEnvironment.operations;
  if (active === undefined) return null;
  return `${operationShortId(active.id)} works on ${row.targetEnvironment.name} now. Wait until it has ended.`;
}

/** What was kept was written by the release of its time: beside another one it is not put back. */
function releaseMoved({
  change,
  operation,
  targetEnvironment: { name, release },
}: RestoreRow): string | null {
  if (change !== null)
    return `It took the release back as well, and the kept data belong to the release that was left: ${name} does not run it any more. To have both again, deploy that release and restore the backup that was taken before going back.`;
  if (operation === null || operation.releaseId === release?.id) return null;
  return `${name} runs ${release?.name ?? "another release"} by now, and the kept data are of the release before it. Restore the backup that was taken before instead.`;
}

export async function restoreDetail(db: Tx, ctx: Context, restoreId: string): Promise<api.Restore> {
  const row = await db.restore.findUniqueOrThrow({ where: { id: restoreId }, include: restoreInclude });
  return presentRestore(ctx, row);
}
