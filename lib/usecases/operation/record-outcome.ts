import "server-only";
import { z } from "zod";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { WORKER_ACTOR } from "@/lib/data/audit";
import type { Tx } from "@/lib/data/client";
import { abandonJob } from "@/lib/data/ledger/abandoned-rows";
import { type AuditEnd, type Ended, meaning, type Together } from "@/lib/data/ledger/end";
import { type EndedRow, endedRows } from "@/lib/data/ledger/ended-row";
import { settleEnvironment } from "@/lib/data/ledger/environment-rows";
import { settleUnfinished } from "@/lib/data/ledger/recovery-rows";
import { wakeParked } from "@/lib/data/ledger/wake";
import { tellEnded } from "@/lib/data/notices";
import { recordStagePass, voidStagePass } from "@/lib/data/stage-pass";
import { changeNumber } from "@/lib/domain/change/number";
import { moveChange } from "@/lib/domain/change/state";
import { TOOLBOX_JOBS } from "@/lib/domain/manifest/toolbox-job";
import { changesData, goesBack, isScratch, onlyReads, operationShortId } from "@/lib/domain/operation/name";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { leftCopyErp, leftServerAside, SERVER_ASIDE } from "@/lib/domain/recovery/leftovers";
import { settleDrill } from "../drill/settle";
import { settleRestore } from "../restore/settle";
import { settleScratch } from "../scratch/settle";
import { suspendIfFailing } from "../template/failures";

const Recorded = z.object({ manifestId: z.uuid() });

/** What an operation's end does to its change; a rollback that did not succeed leaves it as it stands. */
const CHANGE_EVENTS = {
  deploy: { succeeded: "succeed", rolled_back: "roll_back", failed: "fail", cancelled: "fail" },
  rollback: { succeeded: "roll_back", rolled_back: null, failed: null, cancelled: null },
  backup: { succeeded: null, rolled_back: null, failed: null, cancelled: null },
  verify: { succeeded: null, rolled_back: null, failed: null, cancelled: null },
  restore: { succeeded: null, rolled_back: null, failed: null, cancelled: null },
  undo_restore: { succeeded: null, rolled_back: null, failed: null, cancelled: null },
  clear_kept: { succeeded: null, rolled_back: null, failed: null, cancelled: null },
  prune: { succeeded: null, rolled_back: null, failed: null, cancelled: null },
  drill: { succeeded: null, rolled_back: null, failed: null, cancelled: null },
  restore_rollback: { succeeded: "roll_back", rolled_back: null, failed: null, cancelled: null },
  scratch: { succeeded: null, rolled_back: null, failed: null, cancelled: null },
  clear_scratch: { succeeded: null, rolled_back: null, failed: null, cancelled: null },
} as const;

/** As `settleEnd`, of one operation that ended in this transaction; publish what it returns. */
export async function recordOutcome(
  tx: Tx,
  { operationId, end, now }: { operationId: string; end: OperationEnd; now: Date },
): Promise<LiveEvent[]> {
  const [row] = await endedRows(tx, [operationId]);
  if (row === undefined) throw new Error(`there is no operation ${operationId}`);
  const events: LiveEvent[] = [];
  const tell = (told: readonly LiveEvent[]) => void events.push(...told);
  await meaning({ tx, tell }, async (together) => tell(await settleEnd(tx, { row, end, now }, together)));
  return events;
}

/**
 * What an operation's end means: its change moves, its environment says what runs now, a release that succeeded has
 * passed the stage, one that was rolled back has not, the audit has a row. Call it in the transaction that ends the operation; publish what it returns.
 */
export async function settleEnd(tx: Tx, ended: Ended, together: Together): Promise<LiveEvent[]> {
  const { row, end, now } = ended;
  const environment = environmentAfter(row, end, now);
  if (environment !== null) await settleEnvironment(tx, row.environmentId, environment);
  await settleUnfinished(tx, row.id, { sentence: end.sentence, now });
  if (leftServerAside(row.steps)) await abandonJob(tx, row.id, SERVER_ASIDE, now);
  if (leftCopyErp(row.steps)) await abandonJob(tx, row.id, TOOLBOX_JOBS.verify, now);
  // What waits in line behind a copy goes on now; the worker that ended this one looks for it next.
  if (onlyReads(row.kind)) await wakeParked(tx, { kind: "gate", environmentId: row.environmentId });
  // A release that runs again proves nothing new about its stage.
  if (end.state === "succeeded" && row.kind === "deploy" && row.releaseId !== null) {
    const { releaseId, environmentId } = row;
    await recordStagePass(tx, { releaseId, environmentId, operationId: row.id, at: now });
  }
  if (end.state === "succeeded" && goesBack(row.kind))
    await voidStagePass(tx, { operationId: row.id, environmentId: row.environmentId });
  if (row.change !== null) await settleChange(tx, row, end, now);
  const suspended = row.changeId === null ? [] : await suspendIfFailing(tx, row.changeId, now);
  together.audit({
    at: now,
    actor: WORKER_ACTOR,
    action: `operation.${end.state}`,
    target: { kind: "operation", id: row.id, name: operationShortId(row.id) },
    tenantId: row.tenantId,
    environmentId: row.environmentId,
    outcome: "done",
    facts: { sentence: end.sentence, change: row.change === null ? null : changeNumber(row.change.number) },
    correlationId: row.correlationId,
  });
  announceEnd(row, together);
  const { events } = await tellEnded(tx, { operationId: row.id, end, now });
  return [...(await settleRecovery(tx, ended, together)), ...suspended, ...events];
}

/** A restore, a drill and a scratch copy each have an audit trail of their own, to its end. */
async function settleRecovery(tx: Tx, { row, end, now }: Ended, together: Together): Promise<LiveEvent[]> {
  const { tenantId, environmentId, correlationId } = row;
  const audit: AuditEnd = (target, action) =>
    together.audit({
      ...{ at: now, actor: WORKER_ACTOR, action, target, tenantId, environmentId, outcome: "done" },
      facts: { sentence: end.sentence, operationId: row.id },
      correlationId,
    });
  const { kind } = row;
  if (changesData(kind)) return settleRestore(tx, row, kind, { end, now, audit });
  if (kind === "drill") return settleDrill(tx, row.id, { end, now, audit });
  return isScratch(kind) ? settleScratch(tx, row, { end, now, audit }) : [];
}

/** Null when its own story is left alone: by a backup, a verification and a clearing away. */
function environmentAfter(row: EndedRow, end: OperationEnd, now: Date) {
  if (onlyReads(row.kind) || row.kind === "clear_kept") return null;
  const moves = row.kind === "deploy" || goesBack(row.kind);
  const { releaseId } = row;
  const arrived =
    end.state === "succeeded" && releaseId !== null && moves
      ? { releaseId, at: now, manifestId: recordedManifest(row) }
      : null;
  return { ...stateAfter(row, end), arrived };
}

/** An operation that touched nothing leaves the environment as it found it: also when that was not well. */
function stateAfter(row: EndedRow, end: OperationEnd) {
  if (end.needsAttention) return { state: "needs_attention" as const, stateSentence: end.sentence };
  if (end.touched || row.stateBefore === "ready")
    return { state: "ready" as const, stateSentence: end.sentence };
  return { state: row.stateBefore, stateSentence: row.stateSentenceBefore };
}

/** The manifest that the record step read back from the cluster. */
function recordedManifest(row: EndedRow): string | null {
  const result = row.steps.find(({ name }) => name === "record")?.result;
  const parsed = Recorded.safeParse(result);
  return parsed.success ? parsed.data.manifestId : null;
}

async function settleChange(tx: Tx, row: EndedRow, end: OperationEnd, now: Date): Promise<void> {
  const { change } = row;
  if (change === null) return;
  const event = CHANGE_EVENTS[row.kind][end.state];
  if (event === null) return;
  const next = moveChange(change.state, event);
  // An operation whose change was already settled (a record repeated after a lost answer) has nothing to move.
  if (!next.ok) return;
  // Whatever else was written on it meanwhile, a comment perhaps: only another move would be in the way of this one.
  const { count } = await tx.change.updateMany({
    where: { id: change.id, state: change.state },
    data: { state: next.value, outcome: end.sentence, updatedAt: now, version: { increment: 1 } },
  });
  if (count === 0) return;
  await tx.changeMove.create({
    data: {
      changeId: change.id,
      event,
      fromState: change.state,
      toState: next.value,
      actorName: "Holdfast",
      note: end.sentence,
      at: now,
    },
  });
}

function announceEnd(row: EndedRow, { announce }: Together): void {
  const { tenantId, environmentId, changeId } = row;
  const where = { tenantId, environmentId };
  const moved = changeId === null ? [] : [{ kind: "change" as const, id: changeId }];
  announce({ ...where, type: "operation.ended", subject: { kind: "operation", id: row.id } });
  announce({ ...where, type: "environment.changed", subject: { kind: "environment", id: environmentId } });
  for (const subject of moved) announce({ ...where, type: "change.moved", subject });
}
