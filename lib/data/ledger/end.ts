import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { OperationEnd, StepFailure } from "@/lib/domain/operation/run";
import { plainJson, plainText } from "@/lib/domain/shared/plain-text";
import { type AuditFact, appendAudits } from "../audit";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";
import { uuid7 } from "../uuid";
import type { FencedLease } from "./fence";
import { gather } from "./gather";
import { PROGRESSED, type Telling, type TellingDependencies, tellingTransaction } from "./telling";

export type Ending = { end: OperationEnd; failedNow: StepFailure | null };
/**
 * What an end means for the change and the environment; answers the events it wrote. What it hands to `audit` is
 * written last, for all that end together: whoever writes to the audit's chain makes everybody else wait.
 */
export type OnEnd = (
  tx: Tx,
  ended: { operationId: string; end: OperationEnd; now: Date; audit(fact: AuditFact): void },
) => Promise<readonly LiveEvent[]>;

type Wanted = { lease: FencedLease; ending: Ending };
export type EndWriter = (wanted: Wanted) => Promise<boolean>;

const MAX_TOGETHER = 8;
/** While one group commits the next is made ready. */
const AT_ONCE = 2;

/**
 * Ends operations under their fences with all it means, those of one worker that end at the same time in one
 * transaction; false when the fence is stale. An end that cannot be written keeps no other from being written.
 */
export function createEndWriter(deps: TellingDependencies & { onEnd: OnEnd }): EndWriter {
  const endAll = (all: readonly Wanted[], skip: boolean) => {
    const now = new Date();
    return tellingTransaction(deps, async ({ tx, tell }) => {
      const answers = new Map<string, boolean>();
      const facts: AuditFact[] = [];
      for (const wanted of all) {
        const ended = await endOne({ tx, tell, onEnd: deps.onEnd }, wanted, {
          now,
          skip,
          audit: (fact) => void facts.push(fact),
        });
        // Skipped or stale: alone it waits for whoever holds the row, and knows.
        if (ended || !skip) answers.set(wanted.lease.operationId, ended);
      }
      await appendAudits(tx, facts);
      return answers;
    });
  };
  return gather<Wanted, boolean>({
    max: MAX_TOGETHER,
    atOnce: AT_ONCE,
    operationOf: ({ lease }) => lease.operationId,
    together: (all) => endAll(all, true),
    alone: async (wanted) => (await endAll([wanted], false)).get(wanted.lease.operationId) ?? false,
    // One that was written after all is found ended when it is tried again.
    undone: () => true,
  });
}

async function endOne(
  { tx, tell, onEnd }: Pick<Telling, "tx" | "tell"> & { onEnd: OnEnd },
  { lease, ending }: Wanted,
  { now, skip, audit }: { now: Date; skip: boolean; audit(fact: AuditFact): void },
): Promise<boolean> {
  const { operationId } = lease;
  const end = { ...ending.end, sentence: plainText(ending.end.sentence) };
  const eventId = uuid7(now.getTime());
  const statement = endStatement(lease, { ...ending, end }, { eventId, now, skip });
  const [ended] = await tx.$queryRaw<{ tenantId: string; environmentId: string }[]>(statement);
  if (ended === undefined) return false;
  const subject = { kind: "operation" as const, id: operationId };
  tell(await onEnd(tx, { operationId, end, now, audit }));
  tell([{ id: eventId, type: PROGRESSED, ...ended, subject, at: now.toISOString() }]);
  return true;
}

/** The step that fails with this end, those that were still to come, the row itself, and the event for live readers. */
const endStatement = (
  lease: FencedLease,
  { end, failedNow }: Ending,
  { eventId, now, skip }: { eventId: string; now: Date; skip: boolean },
): Prisma.Sql => Prisma.sql`
  WITH held AS (
    SELECT id, tenant_id, environment_id FROM operation
     WHERE id = ${lease.operationId}::uuid AND fence = ${lease.fence} AND worker_id = ${lease.workerId}
       AND state = 'running'
       FOR UPDATE ${skip ? Prisma.sql`SKIP LOCKED` : Prisma.empty}
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
