import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { Prisma } from "../generated/client";
import { uuid7 } from "../uuid";
import type { FencedLease } from "./fence";
import { PROGRESSED, type TellingDependencies, tellSoon } from "./telling";

/** A write of one step as the statement reads it: its beginning, or its end with what was told until then. */
export type StepWrite = {
  step: string;
  finish: boolean;
  firstTouch: boolean;
  sentence: string;
  /** JSON, free of what PostgreSQL cannot store. */
  result: unknown;
  lines: readonly { step: string; kind: string; level: string; text: string; at: string }[];
};

/** How many rows the write changed; null, with nothing written, when the fence is stale. */
export type StepWriter = (lease: FencedLease, write: StepWrite) => Promise<0 | 1 | null>;

type Wanted = StepWrite & { id: string; fence: number; worker: string; at: string; event: string };
type Item = { wanted: Wanted; resolve(changed: 0 | 1 | null): void; reject(error: unknown): void };
type Held = { id: string; tenantId: string; environmentId: string; changed: boolean };

const MAX_BATCH = 16;
/** Batches on their way at once: while one commits the next is made ready. */
const AT_ONCE = 4;

/**
 * One statement, one commit, for the steps of several operations: locks each operation's row if it still runs under
 * its fence, as `holdFence` does, and writes its step only then. The state is compared as
 * text, so that rows are found by their id and not by an index over all that ran.
 */
const statementOf = (writes: readonly Wanted[], lock: Prisma.Sql): Prisma.Sql => Prisma.sql`
  WITH wanted AS (
    SELECT * FROM json_to_recordset(${JSON.stringify(writes)}::json) AS item (
      id uuid, fence int, worker text, step text, finish boolean, "firstTouch" boolean, sentence text, result jsonb,
      lines json, at timestamptz)
     LIMIT ${Prisma.raw(String(MAX_BATCH))}
  ), held AS (
    SELECT wanted.*, operation.tenant_id, operation.environment_id
      FROM wanted
      JOIN operation ON operation.id = wanted.id AND operation.fence = wanted.fence
                    AND operation.worker_id = wanted.worker AND operation.state::text = 'running'
       FOR UPDATE OF operation ${lock}
  ), stepped AS (
    UPDATE operation_step AS row
       SET state = CASE WHEN held.finish THEN 'done' ELSE 'running' END::step_state,
           attempts = attempts + CASE WHEN held.finish THEN 0 ELSE 1 END,
           started_at = coalesce(started_at, held.at),
           finished_at = CASE WHEN held.finish THEN held.at ELSE finished_at END,
           sentence = CASE WHEN held.finish THEN held.sentence ELSE row.sentence END,
           result = CASE WHEN held.finish THEN coalesce(held.result, 'null'::jsonb) ELSE row.result END
      FROM held
     WHERE operation_id = held.id AND name = held.step
       AND (row.state = 'running' OR (row.state = 'pending' AND NOT held.finish))
    RETURNING operation_id, attempts
  ), touched AS (
    UPDATE operation SET version = version + 1
      FROM held JOIN stepped ON stepped.operation_id = held.id
     WHERE operation.id = held.id AND held."firstTouch" AND stepped.attempts = 1
  ), lines AS (
    INSERT INTO operation_event (operation_id, step, kind, level, text, at)
    SELECT held.id, line.value ->> 'step', line.value ->> 'kind', line.value ->> 'level', line.value ->> 'text',
           (line.value ->> 'at')::timestamptz
      FROM held, json_array_elements(held.lines) WITH ORDINALITY AS line (value, place)
     ORDER BY held.id, line.place
  )
  SELECT held.id, tenant_id AS "tenantId", environment_id AS "environmentId",
         stepped.operation_id IS NOT NULL AS changed
    FROM held LEFT JOIN stepped ON stepped.operation_id = held.id`;

/** What the server answered to a statement it has undone; a connection that broke may have left it written. */
const wasRefused = (error: unknown): boolean =>
  error instanceof Error && "severity" in error && error.severity === "ERROR";

/**
 * Writes steps, those of several operations in one commit where they come at the same time. No operation waits for
 * another's lock: whose row is locked, or whose write is refused, is written alone.
 */
export function createStepWriter(deps: TellingDependencies): StepWriter {
  let waiting: Item[] = [];
  let underway = 0;
  let scheduled = false;

  const send = async (items: readonly Item[], lock: Prisma.Sql): Promise<ReadonlyMap<string, Held>> => {
    const writes = items.map(({ wanted }) => wanted);
    const rows = await deps.db.statement<Held>(statementOf(writes, lock));
    const held = new Map(rows.map((row) => [row.id, row]));
    tellSoon(
      deps,
      writes.flatMap((write) => eventOf(write, held.get(write.id))),
      { kept: false },
    );
    return held;
  };

  const settle = (item: Item, row: Held | undefined) =>
    item.resolve(row === undefined ? null : row.changed ? 1 : 0);

  const sendAlone = async (item: Item) => {
    try {
      settle(item, (await send([item], Prisma.empty)).get(item.wanted.id));
    } catch (error) {
      item.reject(error);
    }
  };

  const sendBatch = async (items: readonly Item[]) => {
    try {
      const held = await send(items, Prisma.sql`SKIP LOCKED`);
      for (const item of items) {
        const row = held.get(item.wanted.id);
        if (row === undefined) void sendAlone(item);
        else settle(item, row);
      }
    } catch (error) {
      const refused = items.length > 1 && wasRefused(error);
      for (const item of items) {
        if (refused) void sendAlone(item);
        else item.reject(error);
      }
    }
  };

  const drain = () => {
    scheduled = false;
    while (underway < AT_ONCE && waiting.length > 0) {
      const { batch, rest } = nextBatch(waiting);
      waiting = rest;
      underway += 1;
      void sendBatch(batch).then(() => {
        underway -= 1;
        drain();
      });
    }
  };

  return (lease, write) =>
    new Promise((resolve, reject) => {
      const { operationId: id, fence, workerId: worker } = lease;
      const now = new Date();
      const wanted = { ...write, id, fence, worker, at: now.toISOString(), event: uuid7(now.getTime()) };
      waiting.push({ wanted, resolve, reject });
      // After what is ready to run in this turn, so that what it writes comes along.
      if (!scheduled) setImmediate(drain);
      scheduled = true;
    });
}

/** In their order; a second write of the same operation waits for the next batch. */
function nextBatch(waiting: readonly Item[]): { batch: Item[]; rest: Item[] } {
  const batch = new Map<string, Item>();
  const rest: Item[] = [];
  for (const item of waiting) {
    const { id } = item.wanted;
    if (batch.size < MAX_BATCH && !batch.has(id)) batch.set(id, item);
    else rest.push(item);
  }
  return { batch: [...batch.values()], rest };
}

function eventOf({ id, event, at }: Wanted, row: Held | undefined): LiveEvent[] {
  if (row === undefined) return [];
  const { tenantId, environmentId } = row;
  return [{ id: event, type: PROGRESSED, tenantId, environmentId, subject: { kind: "operation", id }, at }];
}
