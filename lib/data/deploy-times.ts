import "server-only";
import type { Stage } from "@/lib/domain/catalog/stage";
import type { Tx } from "./client";
import { Prisma } from "./generated/client";

/** Seconds of work of one deployment that succeeded; `without` names the steps whose time is not the work's. */
export type DeployTime = {
  environmentId: string;
  environment: string;
  tenantId: string;
  stage: Stage;
  releaseId: string;
  finishedAt: Date;
  seconds: number;
};

/** Deployments looked at per environment. */
const RUNS = 20;

type Wanted = {
  environmentIds: readonly string[];
  tenantIds: readonly string[];
  releaseIds: readonly string[];
};

/**
 * The last 20 successful deployments of each of these environments, and of these releases anywhere in these tenants:
 * how long the work of each took, newest first.
 */
export async function deployTimes(
  db: Tx,
  { environmentIds, tenantIds, releaseIds }: Wanted,
  without: readonly string[],
): Promise<readonly DeployTime[]> {
  return db.$queryRaw<DeployTime[]>`
    SELECT recent.environment_id AS "environmentId", environment.name AS environment,
           recent.tenant_id AS "tenantId", environment.stage::text AS stage, recent.release_id AS "releaseId",
           recent.finished_at AS "finishedAt", work.seconds
    FROM (
      SELECT operation.*, row_number() OVER (
               PARTITION BY operation.environment_id, operation.release_id = ANY (${uuids(releaseIds)})
               ORDER BY operation.finished_at DESC
             ) AS recency
      FROM operation
      WHERE operation.kind = 'deploy' AND operation.state = 'succeeded'
        AND operation.release_id IS NOT NULL AND operation.finished_at IS NOT NULL
        AND (operation.environment_id = ANY (${uuids(environmentIds)})
             OR (operation.tenant_id = ANY (${uuids(tenantIds)})
                 AND operation.release_id = ANY (${uuids(releaseIds)})))
    ) recent
    JOIN environment ON environment.id = recent.environment_id
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(extract(epoch FROM step.finished_at - step.started_at)), 0)::float8 AS seconds
      FROM operation_step step
      WHERE step.operation_id = recent.id AND step.phase = 'forward'
        AND step.state = 'done' AND step.started_at IS NOT NULL AND step.finished_at IS NOT NULL
        AND NOT (step.name = ANY (${[...without]}::text[]))
    ) work
    WHERE recent.recency <= ${RUNS}
    ORDER BY recent.finished_at DESC`;
}

const uuids = (ids: readonly string[]): Prisma.Sql => Prisma.sql`${[...ids]}::uuid[]`;
