import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Stage } from "@/lib/domain/catalog/stage";
import type { Person } from "@/lib/domain/change/conflicts";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";

const OPEN = ["submitted", "in_review", "approved", "scheduled", "in_progress"];
const ON_THEIR_WAY = ["in_review", "approved", "running", "halted"];
/** So many changes of one place, and so many rings, are looked at. */
const MANY = 200;
/** So many approvers of one change are looked at. */
const APPROVERS = 10;

/** Where changes meet. */
export type ConflictPlace = {
  id: string;
  tenantId: string;
  stage: Stage;
  /** A server of its own for its database; null when that lives on the one its cluster shares. */
  databaseCluster: string | null;
  cluster: { id: string; name: string };
};

export const loadConflictPlaces = (db: Tx, environmentIds: readonly string[]): Promise<ConflictPlace[]> =>
  db.$queryRaw<ConflictPlace[]>`
    SELECT environment.id, environment.tenant_id AS "tenantId", environment.stage::text AS stage,
           environment.database_cluster AS "databaseCluster",
           json_build_object('id', cluster.id, 'name', cluster.name) AS cluster
    FROM environment JOIN cluster ON cluster.id = environment.cluster_id
    WHERE environment.id = ANY (${[...environmentIds]}::uuid[])`;

/** A change that is open, as far as others can collide with it. */
export type ConflictChange = {
  id: string;
  number: number;
  releaseId: string;
  trainRingId: string | null;
  plannedStart: Date | null;
  /** When its operation that is under way began; null while none is. */
  runsSince: Date | null;
  place: ConflictPlace;
  requester: Person;
  approvers: readonly Person[];
};

type Near = {
  changeIds: readonly string[];
  environmentIds: readonly string[];
  clusterIds: readonly string[];
  /** Environments that share a system with one that is asked about. */
  connectedIds: readonly string[];
};

/**
 * The changes themselves, and open ones near them, in one statement: all on the same environments; elsewhere on the
 * clusters, or where a system is shared, only what runs or has a time can overlap.
 * Each environment asked about, and each cluster beside, has a bound of its own, so that a crowded one hides nothing of
 * the others; what runs comes first everywhere.
 */
export const loadNear = (
  db: Tx,
  { changeIds, environmentIds, clusterIds, connectedIds }: Near,
): Promise<ConflictChange[]> =>
  db.$queryRaw<ConflictChange[]>`
    WITH near AS (
      SELECT change.id, row_number() OVER (
               PARTITION BY CASE WHEN change.environment_id = ANY (${[...environmentIds]}::uuid[])
                                 THEN change.environment_id ELSE environment.cluster_id END
               ORDER BY change.state = 'in_progress' DESC, change.number DESC) AS turn
      FROM change JOIN environment ON environment.id = change.environment_id
      WHERE change.id = ANY (${[...changeIds]}::uuid[])
         OR (change.state = ANY (${OPEN}::change_state[])
             AND (change.environment_id = ANY (${[...environmentIds]}::uuid[])
                  OR ((environment.cluster_id = ANY (${[...clusterIds]}::uuid[])
                       OR change.environment_id = ANY (${[...connectedIds]}::uuid[]))
                      AND (change.state = 'in_progress' OR change.planned_start IS NOT NULL))))
    )
    SELECT change.id, change.number, change.release_id AS "releaseId", change.train_ring_id AS "trainRingId",
           change.planned_start AS "plannedStart", work.since AS "runsSince",
           json_build_object(
             'id', environment.id, 'tenantId', environment.tenant_id, 'stage', environment.stage,
             'databaseCluster', environment.database_cluster,
             'cluster', json_build_object('id', cluster.id, 'name', cluster.name)) AS place,
           json_build_object('id', requester.id, 'name', requester.name) AS requester,
           coalesce(agreed.people, '[]') AS approvers
    FROM near
    JOIN change ON change.id = near.id
    JOIN environment ON environment.id = change.environment_id
    JOIN cluster ON cluster.id = environment.cluster_id
    JOIN "user" requester ON requester.id = change.requester_id
    LEFT JOIN LATERAL (
      SELECT coalesce(operation.started_at, operation.created_at) AS since
      FROM operation
      WHERE operation.change_id = change.id
        AND operation.state = ANY (${[...ACTIVE_OPERATION_STATES]}::operation_state[])
      LIMIT 1
    ) work ON true
    LEFT JOIN LATERAL (
      SELECT json_agg(json_build_object('id', approver.id, 'name', approver.name)) AS people
      FROM (
        SELECT person.id, person.name
        FROM change_decision decision JOIN "user" person ON person.id = decision.user_id
        WHERE decision.change_id = change.id AND decision.kind = 'approved' AND decision.voided_at IS NULL
        ORDER BY decision.at
        LIMIT ${APPROVERS}
      ) approver
    ) agreed ON true
    WHERE near.turn <= ${MANY} OR change.id = ANY (${[...changeIds]}::uuid[])
    ORDER BY change.state = 'in_progress' DESC, change.number DESC`;

/** The ring of a train on its way that holds an environment. */
type ConflictRing = {
  environmentId: string;
  ring: string;
  trainId: string;
  number: number;
  /** All rings of the train. */
  ringIds: readonly string[];
};

/** Trains on their way whose car to one of these environments has not ended. */
export const loadRings = (db: Tx, environmentIds: readonly string[]): Promise<ConflictRing[]> =>
  db.$queryRaw<ConflictRing[]>`
    SELECT car.environment_id AS "environmentId", ring.name AS ring, train.id AS "trainId", train.number,
           ARRAY(SELECT theirs.id FROM train_ring theirs WHERE theirs.train_id = train.id) AS "ringIds"
    FROM train_car car
    JOIN train_ring ring ON ring.id = car.ring_id
    JOIN train ON train.id = car.train_id
    LEFT JOIN change ON change.id = car.change_id
    WHERE car.environment_id = ANY (${[...environmentIds]}::uuid[])
      AND train.state = ANY (${ON_THEIR_WAY}::train_state[])
      AND (car.change_id IS NULL OR change.state = ANY (${OPEN}::change_state[]))
    ORDER BY car.id
    LIMIT ${MANY}`;
