import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Json, OperationEnd, StoryLine } from "@/lib/domain/operation/run";
import { plainJson, plainText } from "@/lib/domain/shared/plain-text";
import { type AuditFact, appendAudits } from "../audit";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";
import { type EventFact, writeEvents } from "../outbox";
import { uuid7 } from "../uuid";
import { type EndedRow, endedRows } from "./ended-row";
import type { FencedLease } from "./fence";
import { gather } from "./gather";
import { storable } from "./step-writes";
import { PROGRESSED, type Telling, type TellingDependencies, tellingTransaction } from "./telling";

export type Ending = {
  end: OperationEnd;
  /** The step that ends with it; `result` of a failed one are its facts. */
  last: { step: string; state: "done" | "failed"; sentence: string; result: Json | null } | null;
  /** What was told until then and is not stored yet. */
  lines: readonly StoryLine[];
};
/** An operation that has just ended, as its row stands now. */
export type Ended = { row: EndedRow; end: OperationEnd; now: Date };
/**
 * What is written once for all that end together: events before the audit, which comes last, since whoever writes to
 * its chain makes everybody else wait.
 */
export type Together = { audit(fact: AuditFact): void; announce(event: EventFact): void };
/** Writes down in the audit trail of what an operation was for how it ended. */
export type AuditEnd = (target: AuditFact["target"], action: string) => void;
/** What an end means for the change and the environment; answers the events it wrote itself. */
export type OnEnd = (tx: Tx, ended: Ended, together: Together) => Promise<readonly LiveEvent[]>;

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
  const endAll = (all: readonly Wanted[], skip: boolean) =>
    tellingTransaction(deps, async ({ tx, tell }) => {
      const now = new Date();
      const answers = new Map<string, boolean>();
      const ended = await endRows(tx, all, { now, skip });
      tell(ended.map(({ event }) => event));
      const rows = new Map((await endedRows(tx, [...ended.map(({ id }) => id)])).map((row) => [row.id, row]));
      await meaning({ tx, tell }, async (together) => {
        for (const { lease, ending } of all) {
          const row = rows.get(lease.operationId);
          // Skipped or stale: alone it waits for whoever holds the row, and knows.
          if (row !== undefined || !skip) answers.set(lease.operationId, row !== undefined);
          if (row !== undefined) tell(await deps.onEnd(tx, { row, end: plainEnd(ending), now }, together));
        }
      });
      return answers;
    });
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

/** Lets `work` say what its ends mean, and writes what is written once for all of them. */
export async function meaning(
  { tx, tell }: Pick<Telling, "tx" | "tell">,
  work: (together: Together) => Promise<void>,
): Promise<void> {
  const facts: AuditFact[] = [];
  const events: EventFact[] = [];
  await work({
    audit: (fact) => void facts.push(fact),
    announce: (event) => void events.push(event),
  });
  tell(await writeEvents(tx, events));
  await appendAudits(tx, facts);
}

const plainEnd = ({ end }: Ending): OperationEnd => ({ ...end, sentence: plainText(end.sentence) });

/** Writes the ends that still stand under their fences, each with the event for live readers, in one statement. */
async function endRows(
  tx: Tx,
  all: readonly Wanted[],
  { now, skip }: { now: Date; skip: boolean },
): Promise<{ id: string; event: LiveEvent }[]> {
  const wanted = all.map(({ lease, ending }) => ({
    ...{ id: lease.operationId, fence: lease.fence, worker: lease.workerId, event: uuid7(now.getTime()) },
    ...{ state: ending.end.state, sentence: plainEnd(ending).sentence },
    failureKind: ending.end.failure?.kind ?? null,
    failureReason: plainText(ending.end.failure?.reason ?? ""),
    lastStep: ending.last?.step ?? null,
    lastState: ending.last?.state ?? null,
    lastSentence: plainText(ending.last?.sentence ?? ""),
    lastResult: plainJson(ending.last?.result ?? null),
    lines: storable(ending.lines),
  }));
  const rows = await tx.$queryRaw<Held[]>(endStatement(JSON.stringify(wanted), { now, skip }));
  return rows.map(({ id, event, lost, ...over }) => {
    if (lost !== null) throw new Error(`step ${lost} of operation ${id} does not run`);
    const subject = { kind: "operation" as const, id };
    return { id, event: { id: event, type: PROGRESSED, ...over, subject, at: now.toISOString() } };
  });
}

/** `lost`: the last step, when it was not under way. */
type Held = { id: string; event: string; tenantId: string; environmentId: string; lost: string | null };

/** Of each operation its last step, those that were still to come, what was told, the row itself, and the event. */
const endStatement = (wanted: string, { now, skip }: { now: Date; skip: boolean }): Prisma.Sql => Prisma.sql`
  WITH wanted AS (
    SELECT * FROM json_to_recordset(${wanted}::json) AS item (
      id uuid, fence int, worker text, event uuid, state operation_state, sentence text, "failureKind" failure_kind,
      "failureReason" text, "lastStep" text, "lastState" step_state, "lastSentence" text, "lastResult" jsonb,
      lines json)
     LIMIT ${MAX_TOGETHER}::int
  ), held AS (
    SELECT wanted.*, tenant_id, environment_id
      FROM wanted
      JOIN operation ON operation.id = wanted.id AND operation.fence = wanted.fence
                    AND worker_id = wanted.worker AND operation.state::text = 'running'
       FOR UPDATE OF operation ${skip ? Prisma.sql`SKIP LOCKED` : Prisma.empty}
  ), stepped AS (
    UPDATE operation_step AS step
       SET state = CASE WHEN step.state = 'pending' THEN 'skipped' ELSE "lastState" END,
           sentence = CASE WHEN step.state = 'pending' THEN step.sentence ELSE "lastSentence" END,
           result = CASE WHEN step.state = 'pending' THEN result
                         WHEN "lastState" = 'done' THEN coalesce("lastResult", 'null'::jsonb) ELSE "lastResult" END,
           finished_at = ${now}::timestamptz
      FROM held
     WHERE operation_id = held.id
       AND (step.state::text = 'pending' OR (step.state::text = 'running' AND name = "lastStep"))
    RETURNING operation_id, name, step.state
  ), lines AS (
    INSERT INTO operation_event (operation_id, step, kind, level, text, at)
    SELECT held.id, line.value ->> 'step', line.value ->> 'kind', line.value ->> 'level', line.value ->> 'text',
           (line.value ->> 'at')::timestamptz
      FROM held, json_array_elements(held.lines) WITH ORDINALITY AS line (value, place)
     ORDER BY held.id, line.place
  ), ended AS (
    UPDATE operation
       SET state = held.state, sentence = held.sentence, failure_kind = "failureKind",
           failure_reason = "failureReason", worker_id = NULL, lease_until = NULL,
           finished_at = ${now}::timestamptz, version = version + 1
      FROM held WHERE operation.id = held.id
  ), told AS (
    INSERT INTO outbox_event (id, type, tenant_id, environment_id, subject_kind, subject_id, at)
    SELECT event, ${PROGRESSED}::text, tenant_id, environment_id, 'operation', id::text, ${now}::timestamptz
      FROM held
  )
  SELECT id, event, tenant_id AS "tenantId", environment_id AS "environmentId",
         CASE WHEN NOT EXISTS (SELECT 1 FROM stepped WHERE operation_id = held.id AND name = "lastStep"
                                  AND stepped.state::text = "lastState"::text)
              THEN "lastStep" END AS lost
    FROM held`;
