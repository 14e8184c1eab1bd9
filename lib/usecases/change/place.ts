import "server-only";
import type { Tx } from "@/lib/data/client";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import { BESIDE_KINDS, type OperationKind } from "@/lib/domain/operation/name";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import type { GateFacts } from "@/lib/domain/policy/gate-facts";
import { Problem } from "@/lib/domain/shared/problem";

type Environment = GateFacts["environment"];

/** An environment as the gates look at it: with its cluster, its tenant and what is at work there. */
export type PlaceRow = {
  id: string;
  tenantId: string;
  name: string;
  stage: Stage;
  timeZone: string;
  webReplicas: number;
  state: Environment["state"];
  stateSentence: string;
  /** What runs there; null before the first deployment. */
  releaseId: string | null;
  releaseName: string | null;
  cluster: { name: string; reachability: Environment["cluster"]["reachability"]; reachabilityNote: string };
  tier: CriticalityTier;
  /** Whether the tenant has a place for backups. */
  backupStore: boolean;
  /** Stages that the tenant has at all. */
  tenantStages: readonly Stage[];
  /** The newest first: one that changes it, and one it may wait for. What works beside it is not there. */
  operations: readonly { id: string; kind: OperationKind; releaseName: string | null }[];
};

/** These environments in one statement, by id; those that are gone are missing. */
export async function loadPlaces(
  db: Tx,
  environmentIds: readonly string[],
): Promise<ReadonlyMap<string, PlaceRow>> {
  const rows = await db.$queryRaw<PlaceRow[]>`
    SELECT environment.id, environment.tenant_id AS "tenantId", environment.name, environment.stage::text AS stage,
           environment.time_zone AS "timeZone", environment.web_replicas AS "webReplicas",
           environment.state::text AS state, environment.state_sentence AS "stateSentence",
           environment.release_id AS "releaseId", release.name AS "releaseName", tenant.tier::text AS tier,
           json_build_object('name', cluster.name, 'reachability', cluster.reachability,
                             'reachabilityNote', cluster.reachability_note) AS cluster,
           EXISTS (SELECT FROM backup_store WHERE backup_store.tenant_id = tenant.id) AS "backupStore",
           ARRAY(SELECT DISTINCT theirs.stage::text FROM environment theirs WHERE theirs.tenant_id = tenant.id)
             AS "tenantStages",
           coalesce(work.operations, '[]') AS operations
    FROM environment
    JOIN tenant ON tenant.id = environment.tenant_id
    JOIN cluster ON cluster.id = environment.cluster_id
    LEFT JOIN release ON release.id = environment.release_id
    CROSS JOIN LATERAL (
      SELECT json_agg(json_build_object('id', active.id, 'kind', active.kind, 'releaseName', active.release)
                      ORDER BY active.created_at DESC, active.id DESC) AS operations
      FROM (
        SELECT operation.id, operation.kind, operation.created_at, theirs.name AS release
        FROM operation LEFT JOIN release theirs ON theirs.id = operation.release_id
        WHERE operation.environment_id = environment.id AND operation.tenant_id = environment.tenant_id
          AND operation.state = ANY (${[...ACTIVE_OPERATION_STATES]}::operation_state[])
          AND NOT operation.kind = ANY (${[...BESIDE_KINDS]}::operation_kind[])
        ORDER BY operation.created_at DESC, operation.id DESC
        LIMIT 2
      ) active
    ) work
    WHERE environment.id = ANY (${[...new Set(environmentIds)]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** One of them. @throws Problem `not_found` when it is gone */
export async function loadPlace(db: Tx, environmentId: string): Promise<PlaceRow> {
  const place = (await loadPlaces(db, [environmentId])).get(environmentId);
  if (place === undefined) throw new Problem("not_found", "The environment is gone.");
  return place;
}
