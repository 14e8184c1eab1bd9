import "server-only";
import { type SlotFacts, slotSentence } from "@/lib/domain/operation/admission";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";

/** Any constant: one take at a time counts what runs, so that no two workers take the last slot. */
export const SLOTS_LOCK = 724_110;
/** Operations whose place in the line is said anew by one sweep, and those it looks at. */
const SAID = 20;
const LOOKED_AT = 2_000;

/** A fleet that no setting limits. */
export const NO_LIMIT = 1_000_000;

/** Stands in the line for a slot. Going back waits for nobody, so it does not. */
export const WAITING = Prisma.sql`(
  operation.phase = 'forward'
  AND ((operation.state = 'queued' AND (lease_until IS NULL OR lease_until < now()))
       OR (operation.state = 'parked' AND parked_until <= now()))
)`;

/**
 * What runs, by cluster and tenant, and what waits in its order: the tenant with the fewest running operations first,
 * then the oldest.
 */
const LINE = Prisma.sql`
  running AS (SELECT cluster_id, tenant_id FROM operation WHERE state = 'running'),
  tenants AS (SELECT tenant_id, count(*)::int AS running FROM running GROUP BY tenant_id),
  clusters AS (
    SELECT cluster.id, cluster.name, max_operations AS slots,
           (SELECT count(*)::int FROM running WHERE running.cluster_id = cluster.id) AS running
      FROM cluster
  ),
  line AS (
    SELECT operation.id, operation.cluster_id, operation.tenant_id, operation.created_at,
           operation.state, operation.sentence, operation.park_reason,
           coalesce(tenants.running, 0) AS turn
      FROM operation LEFT JOIN tenants USING (tenant_id)
     WHERE ${WAITING}
  )`;

type FactRow = {
  name: string;
  running: number;
  slots: number;
  fleet: number;
  aheadInCluster: number;
  aheadInFleet: number;
  fairerInCluster?: number;
  fairerInFleet?: number;
};

const factsOf = (row: FactRow, fleetLimit: number): SlotFacts => ({
  cluster: { name: row.name, running: row.running, limit: row.slots },
  fleet: { running: row.fleet, limit: fleetLimit },
  aheadInCluster: row.aheadInCluster,
  aheadInFleet: row.aheadInFleet,
  fairerInCluster: row.fairerInCluster ?? row.aheadInCluster,
  fairerInFleet: row.fairerInFleet ?? row.aheadInFleet,
});

/**
 * Null when the waiting operation may begin, else the sentence that says what it waits for. Until the transaction ends
 * nobody else is let in, so what is answered here still holds when the operation is taken.
 */
export async function slotRefusal(tx: Tx, operationId: string, fleetLimit: number): Promise<string | null> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SLOTS_LOCK})`;
  const rows = await tx.$queryRaw<FactRow[]>`
    WITH ${LINE}, me AS (SELECT * FROM line WHERE id = ${operationId}::uuid)
    SELECT clusters.name, clusters.running, clusters.slots, (SELECT count(*)::int FROM running) AS fleet,
           count(*) FILTER (WHERE line.cluster_id = me.cluster_id)::int AS "aheadInCluster",
           count(*) FILTER (WHERE there.running < there.slots)::int AS "aheadInFleet",
           count(*) FILTER (WHERE line.turn < me.turn AND line.cluster_id = me.cluster_id)::int
             AS "fairerInCluster",
           count(*) FILTER (WHERE line.turn < me.turn AND there.running < there.slots)::int AS "fairerInFleet"
      FROM me
      JOIN clusters ON clusters.id = me.cluster_id
      LEFT JOIN line ON (line.turn, line.created_at, line.id) < (me.turn, me.created_at, me.id)
      LEFT JOIN clusters there ON there.id = line.cluster_id
     GROUP BY clusters.name, clusters.running, clusters.slots`;
  const [row] = rows;
  return row === undefined ? null : slotSentence(factsOf(row, fleetLimit));
}

/** Waiting operations that may begin now, in their order; at most `limit`. Going back comes first and needs no slot. */
export async function nextInLine(
  db: Pick<Tx, "$queryRaw">,
  { fleetLimit, limit }: { fleetLimit: number; limit: number },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH ${LINE},
    ranked AS (
      SELECT line.id, line.turn, line.created_at, clusters.slots - clusters.running AS room,
             row_number() OVER (PARTITION BY cluster_id ORDER BY turn, created_at, line.id) AS place
        FROM line JOIN clusters ON clusters.id = line.cluster_id
       WHERE clusters.running < clusters.slots
    ),
    open AS (
      SELECT id, turn, created_at FROM ranked WHERE place <= room
       ORDER BY turn, created_at, id
       LIMIT greatest(0, least(${limit}::int, ${fleetLimit}::int - (SELECT count(*)::int FROM running)))
    ),
    back AS (
      SELECT id FROM operation WHERE phase = 'rollback'
         AND ((state = 'queued' AND (lease_until IS NULL OR lease_until < now()))
              OR (state = 'parked' AND parked_until <= now()))
       ORDER BY created_at LIMIT ${limit}::int
    )
    SELECT id FROM (
      SELECT id, 0 AS kind, 0 AS turn, NULL::timestamptz AS created_at FROM back
      UNION ALL SELECT id, 1, turn, created_at FROM open
    ) both_kinds ORDER BY kind, turn, created_at, id`;
  return rows.map(({ id }) => id);
}

type Place = FactRow & { id: string; state: "queued" | "parked"; tenantId: string; environmentId: string };

/**
 * Says of the waiting operations what they wait for, where that has changed; at most 20 at a time, since it holds them meanwhile. Answers those of
 * whom something else is said now.
 */
export async function sayPlacesInLine(
  tx: Tx,
  fleetLimit: number,
): Promise<{ id: string; tenantId: string; environmentId: string }[]> {
  const rows = await tx.$queryRaw<(Place & { said: string })[]>`
    WITH ${LINE},
    placed AS (
      SELECT line.*, clusters.name, clusters.running, clusters.slots,
             row_number() OVER (PARTITION BY cluster_id ORDER BY turn, created_at, line.id)::int - 1 AS ahead,
             (count(*) FILTER (WHERE clusters.running < clusters.slots)
               OVER (ORDER BY turn, created_at, line.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))::int
               AS before
        FROM line JOIN clusters ON clusters.id = line.cluster_id
    )
    SELECT placed.id, placed.state::text AS state, operation.tenant_id AS "tenantId",
           operation.environment_id AS "environmentId", placed.name, placed.running, placed.slots,
           (SELECT count(*)::int FROM running) AS fleet, placed.ahead AS "aheadInCluster",
           placed.before AS "aheadInFleet",
           CASE WHEN placed.state = 'queued' THEN placed.sentence ELSE placed.park_reason END AS said
      FROM placed JOIN operation ON operation.id = placed.id
     WHERE placed.ahead >= placed.slots - placed.running
        OR placed.before >= ${fleetLimit}::int - (SELECT count(*)::int FROM running)
     ORDER BY placed.turn, placed.created_at, placed.id
     LIMIT ${LOOKED_AT}`;
  const changed = rows.flatMap((row) => {
    const sentence = slotSentence(factsOf(row, fleetLimit));
    return sentence === null || sentence === row.said ? [] : [{ ...row, sentence }];
  });
  const said = changed.slice(0, SAID);
  for (const { id, sentence } of said) await sayWaiting(tx, id, sentence);
  return said;
}

/** Writes what a waiting operation waits for. Its time limit stands still from the first time on. */
export async function sayWaiting(tx: Tx, operationId: string, sentence: string): Promise<boolean> {
  // What the cluster did until now has used up the step's limit; waiting for a slot does not.
  await tx.$executeRaw`
    UPDATE operation_step
       SET spent_ms = spent_ms + least(extract(epoch FROM now() - operation.parked_at) * 1000, 2000000000)::int
      FROM operation
     WHERE operation.id = ${operationId}::uuid AND operation.state = 'parked' AND park_kind = 'kubernetes'
       AND operation_id = operation.id AND operation_step.state = 'running'`;
  const changed = await tx.$executeRaw`
    UPDATE operation
       SET parked_at = CASE WHEN park_kind = 'kubernetes' THEN now() ELSE coalesce(parked_at, now()) END,
           park_kind = CASE WHEN park_kind = 'kubernetes' THEN NULL ELSE park_kind END,
           sentence = CASE WHEN state = 'queued' THEN ${sentence} ELSE sentence END,
           park_reason = CASE WHEN state = 'parked' THEN ${sentence} ELSE park_reason END
     WHERE id = ${operationId}::uuid
       AND ((state = 'queued' AND sentence <> ${sentence}) OR (state = 'parked' AND park_reason <> ${sentence}))`;
  return changed === 1;
}
