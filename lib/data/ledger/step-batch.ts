import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { Prisma } from "../generated/client";
import { uuid7 } from "../uuid";
import type { FencedLease } from "./fence";
import { PROGRESSED, type TellingDependencies, tellSoon } from "./telling";

/** A write of steps as the statement reads it: the end of one, with what was told until then, the beginning of the next, or both. */
export type StepWrite = {
  finish: string | null;
  sentence: string;
  /** JSON, free of what PostgreSQL cannot store. */
  result: unknown;
  begin: string | null;
  firstTouch: boolean;
  lines: readonly { step: string; kind: string; level: string; text: string; at: string }[];
};

/** Which of the two were written; null, with nothing written, when the fence is stale. */
export type StepsWritten = { finished: boolean; begun: boolean };
export type StepWriter = (lease: FencedLease, write: StepWrite) => Promise<StepsWritten | null>;

type Wanted = StepWrite & { id: string; fence: number; worker: string; at: string; event: string };
type Item = { wanted: Wanted; resolve(written: StepsWritten | null): void; reject(error: unknown): void };
type Held = StepsWritten & { id: string; tenantId: string; environmentId: string };

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
      id uuid, fence int, worker text, finish text, sentence text, result jsonb, begin text, "firstTouch" boolean,
      lines json, at timestamptz)
     LIMIT ${Prisma.raw(String(MAX_BATCH))}
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
    RETURNING row.operation_id, attempts, "firstTouch"
  ), touched AS (
    UPDATE operation SET version = version + 1
      FROM begun
     WHERE operation.id = begun.operation_id AND begun."firstTouch" AND begun.attempts = 1
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

  const settle = (item: Item, row: Held | undefined) => item.resolve(row ?? null);

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
