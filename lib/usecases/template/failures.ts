import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { appendAudit, WORKER_ACTOR } from "@/lib/data/audit";
import type { Tx } from "@/lib/data/client";
import { writeNotices } from "@/lib/data/notices";
import { changeNumber } from "@/lib/domain/change/number";
import { failureRefusal } from "@/lib/domain/change/template";

export type EndedChange = { state: "succeeded" | "rolled_back" | "failed" };
type Counted = { id: string; countedFrom: Date; failureWindow: number };

/**
 * How the newest changes ended that a template approved, since it was taken up and at most a window of them: each once,
 * as it ended last, since one that succeeded may be rolled back later.
 */
export async function endedChanges(db: Tx, template: Counted): Promise<readonly EndedChange[]> {
  return db.$queryRaw<EndedChange[]>`
    SELECT state::text AS state
      FROM (SELECT DISTINCT ON (change_move.change_id) change_move.to_state AS state, change_move.at
              FROM change_move
              JOIN change_decision ON change_decision.change_id = change_move.change_id
             WHERE change_decision.template_id = ${template.id}::uuid AND change_decision.voided_at IS NULL
               AND change_move.to_state IN ('succeeded', 'rolled_back', 'failed')
               AND change_move.at > ${template.countedFrom}::timestamptz
             ORDER BY change_move.change_id, change_move.at DESC) AS ended
     ORDER BY at DESC LIMIT ${template.failureWindow}`;
}

/**
 * Suspends the template that approved a change which has just ended badly, when its changes fail too often now; who
 * approved the template is told. Call it in the transaction that settles the change. Answers events to publish.
 */
export async function suspendIfFailing(tx: Tx, changeId: string, now: Date): Promise<LiveEvent[]> {
  const decision = await tx.changeDecision.findFirst({
    where: { changeId, templateId: { not: null }, voidedAt: null },
    select: { template: true, change: { select: { number: true } } },
  });
  const template = decision?.template ?? null;
  if (template === null || template.suspendedAt !== null || template.retiredAt !== null) return [];
  const refusal = failureRefusal(await endedChanges(tx, template), template);
  if (decision === null || refusal === null) return [];
  const reason = `${refusal} The newest was ${changeNumber(decision.change.number)}.`;
  const { count } = await tx.changeTemplate.updateMany({
    where: { id: template.id, suspendedAt: null },
    data: { suspendedAt: now, suspendedReason: reason, updatedAt: now, version: { increment: 1 } },
  });
  if (count === 0) return [];
  await appendAudit(tx, {
    ...{ at: now, action: "change_template.suspend", outcome: "done", correlationId: changeId },
    actor: WORKER_ACTOR,
    target: { kind: "change_template", id: template.id, name: template.name },
    ...{ tenantId: null, environmentId: null, facts: { reason, changeId } },
  });
  const { events } = await writeNotices(
    tx,
    { tenantId: null, environmentId: null, operationId: null, path: "/policies/templates" },
    [template.approvedById],
    {
      occasion: `template:${template.id}`,
      words: {
        title: `${template.name} is suspended`,
        text: `${reason} Its changes are decided on by people until somebody takes it up again.`,
      },
      now,
    },
  );
  return events;
}
