import "server-only";
import type { Json, StoryLine } from "@/lib/domain/operation/run";
import { plainJson, plainText } from "@/lib/domain/shared/plain-text";
import type { ParkKind } from "../generated/client";
import { Prisma } from "../generated/client";
import { uuid7 } from "../uuid";
import type { FencedLease } from "./fence";
import type { StepWriter } from "./step-batch";
import { PROGRESSED, type TellingDependencies, tellSoon } from "./telling";

/** What a step's wait leaves behind: as lib/engine/ledger says it. */
export type StoredWait = {
  step: string;
  until: Date;
  reason: string;
  waitFor: ParkKind;
  memo: Json | null;
  ranMs: number;
};

type Held = { tenantId: string; environmentId: string; changed: string };

/**
 * One statement, one commit: locks the operation's row if it still runs under this fence, as `holdFence` does, writes
 * what `parts` say of the row `held`, and the event for live readers with it. Null, with nothing written, when the
 * fence is stale; else how many rows `counted` counts.
 */
async function fencedStatement(
  deps: TellingDependencies,
  lease: FencedLease,
  { parts, counted }: { parts: Prisma.Sql; counted: Prisma.Sql },
): Promise<number | null> {
  const at = new Date();
  const id = uuid7(at.getTime());
  const rows = await deps.db.statement<Held>(Prisma.sql`
    WITH held AS (
      SELECT id, tenant_id, environment_id FROM operation
       WHERE id = ${lease.operationId}::uuid AND fence = ${lease.fence} AND worker_id = ${lease.workerId}
         AND state = 'running'
         FOR UPDATE
    ), ${parts}, told AS (
      INSERT INTO outbox_event (id, type, tenant_id, environment_id, subject_kind, subject_id, at)
      SELECT ${id}::uuid, ${PROGRESSED}::text, tenant_id, environment_id, 'operation', id::text, ${at}::timestamptz
        FROM held
    )
    SELECT tenant_id AS "tenantId", environment_id AS "environmentId", (${counted})::text AS changed FROM held`);
  const [held] = rows;
  if (held === undefined) return null;
  const { tenantId, environmentId } = held;
  const subject = { kind: "operation" as const, id: lease.operationId };
  tellSoon(deps, [{ id, type: PROGRESSED, tenantId, environmentId, subject, at: at.toISOString() }]);
  return Number(held.changed);
}

const one = (changed: number | null, what: string): boolean => {
  if (changed === 0) throw new Error(what);
  return changed !== null;
};

/** One more attempt at the step. `firstTouch` raises the operation's version with the first of them. */
export async function beginStep(
  write: StepWriter,
  lease: FencedLease,
  step: string,
  attempt: { firstTouch?: boolean; gatesPassed?: boolean },
): Promise<boolean> {
  const written = await write(lease, { ...NOTHING, ...attempt, begin: step });
  if (written !== null && !written.begun) throw hasEnded(lease, step);
  return written !== null;
}

const NOTHING = {
  ...{ finish: null, sentence: "", result: null, begin: null },
  ...{ firstTouch: false, gatesPassed: false, lines: [] },
};

const hasEnded = (lease: FencedLease, step: string) =>
  new Error(`step ${step} of operation ${lease.operationId} has ended already`);

export const storable = (lines: readonly StoryLine[]) =>
  lines.map(({ step, kind, level, text, at }) => ({
    step,
    kind,
    level,
    text: plainText(text),
    at: at.toISOString(),
  }));

const linesPart = (lines: readonly StoryLine[]): Prisma.Sql => Prisma.sql`
    lines AS (
      INSERT INTO operation_event (operation_id, step, kind, level, text, at)
      SELECT held.id, line.value ->> 'step', line.value ->> 'kind', line.value ->> 'level',
             line.value ->> 'text', (line.value ->> 'at')::timestamptz
        FROM held, jsonb_array_elements(${JSON.stringify(storable(lines))}::jsonb) WITH ORDINALITY AS line (value, place)
       ORDER BY line.place
    )`;

export type StepEnd = {
  result: Json;
  sentence: string;
  lines: readonly StoryLine[];
  /** What begins with the same commit: as lib/engine/ledger says it. */
  next: { step: string; firstTouch: boolean } | null;
};

/** Ends the step as done, together with what was told about it until then; the next one may begin with it. */
export async function finishStep(
  write: StepWriter,
  lease: FencedLease,
  step: string,
  { result, sentence, lines, next }: StepEnd,
): Promise<boolean> {
  const written = await write(lease, {
    finish: step,
    sentence: plainText(sentence),
    result: plainJson(result),
    begin: next?.step ?? null,
    firstTouch: next?.firstTouch ?? false,
    gatesPassed: false,
    lines: storable(lines),
  });
  if (written === null) return false;
  if (!written.finished) throw new Error(`step ${step} of operation ${lease.operationId} does not run`);
  if (next !== null && !written.begun) throw hasEnded(lease, next.step);
  return true;
}

export async function appendLines(
  deps: TellingDependencies,
  lease: FencedLease,
  lines: readonly StoryLine[],
): Promise<boolean> {
  const changed = await fencedStatement(deps, lease, {
    parts: linesPart(lines),
    counted: Prisma.sql`SELECT 1`,
  });
  return changed !== null;
}

/**
 * An answer that was given while the step looked once more is due at once. A question is news; asking the same one
 * again, or waiting for something else, is none to whoever is about to act on the operation: the version they saw stays.
 */
function waitOfPerson({ step, until, waitFor }: StoredWait): { until: Prisma.Sql; news: Prisma.Sql } {
  const named = Prisma.sql`${until}::timestamptz`;
  if (waitFor !== "person") return { until: named, news: Prisma.sql`0` };
  return {
    until: Prisma.sql`CASE WHEN EXISTS (
      SELECT 1 FROM operation_answer WHERE operation_id = held.id AND step = ${step}) THEN now() ELSE ${named} END`,
    news: Prisma.sql`CASE WHEN EXISTS (
      SELECT 1 FROM operation_step WHERE operation_id = held.id AND name = ${step} AND state = 'running'
         AND jsonb_typeof(result -> 'question') = 'object') THEN 0 ELSE 1 END`,
  };
}

export async function parkOperation(
  deps: TellingDependencies,
  lease: FencedLease,
  wait: StoredWait,
): Promise<boolean> {
  const memo =
    wait.memo === null ? Prisma.sql`NULL` : Prisma.sql`${JSON.stringify(plainJson(wait.memo))}::jsonb`;
  // A wait for Kubernetes is work under way; any other wait leaves the step its whole limit for when it goes on.
  const spent = {
    kubernetes: Prisma.sql`spent_ms + ${wait.ranMs}::int`,
    gate: Prisma.sql`spent_ms`,
    time: Prisma.sql`0`,
    person: Prisma.sql`0`,
  }[wait.waitFor];
  const { until, news } = waitOfPerson(wait);
  const parts = Prisma.sql`
    stepped AS (
      UPDATE operation_step SET result = ${memo}, spent_ms = ${spent} FROM held
       WHERE operation_id = held.id AND name = ${wait.step} AND operation_step.state = 'running'
    ), parked AS (
      UPDATE operation
         SET state = 'parked', parked_until = ${until}, park_reason = ${plainText(wait.reason)},
             park_kind = ${wait.waitFor}::park_kind, parked_at = now(), worker_id = NULL, lease_until = NULL,
             version = version + ${news}
        FROM held WHERE operation.id = held.id
      RETURNING 1
    )`;
  const counted = Prisma.sql`SELECT count(*) FROM parked`;
  return one(await fencedStatement(deps, lease, { parts, counted }), "an operation that runs was not parked");
}
