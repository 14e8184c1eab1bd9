import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { uuid7 } from "../uuid";
import type { FencedLease } from "./fence";
import { gather, wasRefused } from "./gather";
import { PROGRESSED, type TellingDependencies, tellSoon } from "./telling";

/** A write of steps as the statement reads it: the end of one, with what was told until then, the beginning of the next, or both. */
export type StepWrite = {
  finish: string | null;
  sentence: string;
  /** JSON, free of what PostgreSQL cannot store. */
  result: unknown;
  begin: string | null;
  firstTouch: boolean;
  /** The gates that were due have been found open: noted down when the step begins. */
  gatesPassed: boolean;
  lines: readonly { step: string; kind: string; level: string; text: string; at: string }[];
};

/** Which of the two were written; null, with nothing written, when the fence is stale. */
export type StepsWritten = { finished: boolean; begun: boolean };
export type StepWriter = (lease: FencedLease, write: StepWrite) => Promise<StepsWritten | null>;

type Wanted = StepWrite & { id: string; fence: number; worker: string; at: string; event: string };
type Held = StepsWritten & { id: string; tenantId: string; environmentId: string };

const MAX_BATCH = 16;
/** While one batch commits the next is made ready. */
const AT_ONCE = 2;

/**
 * One statement, one commit, for the steps of several operations: locks each operation's row if it still runs under
 * its fence, as `holdFence` does, and writes its step only then. The state is compared as
 * text, so that rows are found by their id and not by an index over all that ran.
 */
const textOf = (lock: string): string => `
  WITH wanted AS (
    SELECT * FROM json_to_recordset($1::json) AS item (
      id uuid, fence int, worker text, finish text, sentence text, result jsonb, begin text, "firstTouch" boolean,
      "gatesPassed" boolean, lines json, at timestamptz)
     LIMIT ${MAX_BATCH}
  ), held AS (
    SELECT wanted.*, operation.tenant_id, operation.environment_id
      FROM wanted
      JOIN operation ON operation.id = wanted.id AND operation.fence = wanted.fence
                    AND operation.worker_id = wanted.worker AND operation.state::text = 'running'
       FOR UPDATE OF operation ${lock}
  ), finished AS (
    UPDATE operation_step AS row
       SET state = 'done', finished_at = held.at, sentence = held.sentence,
           result = coalesce(held.result, 'null'::jsonb)
      FROM held
     WHERE operation_id = held.id AND name = held.finish AND row.state::text = 'running'
    RETURNING operation_id
  ), begun AS (
    UPDATE operation_step AS row
       SET state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, held.at)
      FROM held LEFT JOIN finished ON finished.operation_id = held.id
     WHERE row.operation_id = held.id AND name = held.begin AND row.state::text IN ('pending', 'running')
       AND (held.finish IS NULL OR finished.operation_id IS NOT NULL)
    RETURNING row.operation_id, "firstTouch" AND attempts = 1 AS touches, "gatesPassed"
  ), noted AS (
    UPDATE operation
       SET version = version + touches::int, gates_due = gates_due AND NOT "gatesPassed"
      FROM begun
     WHERE operation.id = begun.operation_id AND (touches OR "gatesPassed")
  ), lines AS (
    INSERT INTO operation_event (operation_id, step, kind, level, text, at)
    SELECT held.id, line.value ->> 'step', line.value ->> 'kind', line.value ->> 'level', line.value ->> 'text',
           (line.value ->> 'at')::timestamptz
      FROM held, json_array_elements(held.lines) WITH ORDINALITY AS line (value, place)
     ORDER BY held.id, line.place
  )
  SELECT held.id, tenant_id AS "tenantId", environment_id AS "environmentId",
         finished.operation_id IS NOT NULL AS finished, begun.operation_id IS NOT NULL AS begun
    FROM held LEFT JOIN finished ON finished.operation_id = held.id LEFT JOIN begun ON begun.operation_id = held.id`;

/** Leaves out whose row is locked, or waits for it. */
const [SKIPPING, WAITING] = [textOf("SKIP LOCKED"), textOf("")];

/**
 * Writes steps, those of several operations in one commit where they come at the same time. No operation waits for
 * another's lock: whose row is locked, or whose write is refused, is written alone.
 */
export function createStepWriter(deps: TellingDependencies): StepWriter {
  const send = async (writes: readonly Wanted[], text: string): Promise<ReadonlyMap<string, Held>> => {
    const rows = await deps.db.statement<Held>({ text, values: [JSON.stringify(writes)] });
    const held = new Map(rows.map((row) => [row.id, row]));
    tellSoon(
      deps,
      writes.flatMap((write) => eventOf(write, held.get(write.id))),
      { kept: false },
    );
    return held;
  };
  const write = gather<Wanted, Held | null>({
    max: MAX_BATCH,
    atOnce: AT_ONCE,
    operationOf: ({ id }) => id,
    together: (writes) => send(writes, SKIPPING),
    alone: async (wanted) => (await send([wanted], WAITING)).get(wanted.id) ?? null,
    undone: wasRefused,
  });
  return (lease, wanted) => {
    const { operationId: id, fence, workerId: worker } = lease;
    const now = new Date();
    return write({ ...wanted, id, fence, worker, at: now.toISOString(), event: uuid7(now.getTime()) });
  };
}

function eventOf({ id, event, at }: Wanted, row: Held | undefined): LiveEvent[] {
  if (row === undefined) return [];
  const { tenantId, environmentId } = row;
  return [{ id: event, type: PROGRESSED, tenantId, environmentId, subject: { kind: "operation", id }, at }];
}
