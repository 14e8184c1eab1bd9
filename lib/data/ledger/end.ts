import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { OperationEnd, StepFailure } from "@/lib/domain/operation/run";
import { plainJson, plainText } from "@/lib/domain/shared/plain-text";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";
import { uuid7 } from "../uuid";
import type { FencedLease } from "./fence";
import { PROGRESSED, type TellingDependencies, tellingTransaction } from "./telling";

export type Ending = { end: OperationEnd; failedNow: StepFailure | null };
/** What an end means for the change and the environment; answers the events it wrote. */
export type OnEnd = (
  tx: Tx,
  ended: { operationId: string; end: OperationEnd; now: Date },
) => Promise<readonly LiveEvent[]>;

/** Ends the operation under its fence and all it means, in one transaction; false when the fence is stale. */
export function endOperation(
  deps: TellingDependencies & { onEnd: OnEnd },
  lease: FencedLease,
  { end, failedNow }: Ending,
): Promise<boolean> {
  const now = new Date();
  const stored = { ...end, sentence: plainText(end.sentence) };
  const eventId = uuid7(now.getTime());
  return tellingTransaction(deps, async ({ tx, tell }) => {
    const statement = endStatement(lease, { end: stored, failedNow }, { eventId, now });
    const [ended] = await tx.$queryRaw<{ tenantId: string; environmentId: string }[]>(statement);
    if (ended === undefined) return false;
    const subject = { kind: "operation" as const, id: lease.operationId };
    tell(await deps.onEnd(tx, { operationId: lease.operationId, end: stored, now }));
    tell([{ id: eventId, type: PROGRESSED, ...ended, subject, at: now.toISOString() }]);
    return true;
  });
}

/** The step that fails with this end, those that were still to come, the row itself, and the event for live readers. */
const endStatement = (
  lease: FencedLease,
  { end, failedNow }: Ending,
  { eventId, now }: { eventId: string; now: Date },
): Prisma.Sql => Prisma.sql`
  WITH held AS (
    SELECT id, tenant_id, environment_id FROM operation
     WHERE id = ${lease.operationId}::uuid AND fence = ${lease.fence} AND worker_id = ${lease.workerId}
       AND state = 'running'
       FOR UPDATE
  ), stepped AS (
    UPDATE operation_step
       SET state = CASE WHEN operation_step.state = 'pending' THEN 'skipped' ELSE 'failed' END::step_state,
           sentence = CASE WHEN operation_step.state = 'pending' THEN sentence
                           ELSE ${plainText(failedNow?.reason ?? "")} END,
           result = CASE WHEN operation_step.state = 'pending' THEN result
                         ELSE ${jsonText(failedNow)}::jsonb END,
           finished_at = ${now}::timestamptz
      FROM held
     WHERE operation_id = held.id
       AND (operation_step.state = 'pending'
            OR (operation_step.state = 'running' AND name = ${failedNow?.step ?? null}::text))
  ), ended AS (
    UPDATE operation
       SET state = ${end.state}::operation_state, sentence = ${end.sentence},
           failure_kind = ${end.failure?.kind ?? null}::failure_kind,
           failure_reason = ${plainText(end.failure?.reason ?? "")},
           worker_id = NULL, lease_until = NULL, finished_at = ${now}::timestamptz, version = version + 1
      FROM held WHERE operation.id = held.id
  ), told AS (
    INSERT INTO outbox_event (id, type, tenant_id, environment_id, subject_kind, subject_id, at)
    SELECT ${eventId}::uuid, ${PROGRESSED}::text, tenant_id, environment_id, 'operation', id::text,
           ${now}::timestamptz
      FROM held
  )
  SELECT tenant_id AS "tenantId", environment_id AS "environmentId" FROM held`;

const jsonText = (failure: StepFailure | null): string | null =>
  failure === null || failure.facts === null ? null : JSON.stringify(plainJson(failure.facts));
