import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Stage } from "@/lib/domain/catalog/stage";
import { type Objective, objectiveFor } from "@/lib/domain/recovery/objective";

type Asked = { id: string; tenantId: string; stage: Stage };

/** What each of these environments has to keep, in one query however many they are; null where nobody promised. */
export async function objectivesOf(
  db: Tx,
  environments: readonly Asked[],
): Promise<(environmentId: string) => Objective | null> {
  const production = environments.filter(({ stage }) => stage === "production");
  const rows =
    production.length === 0
      ? []
      : await db.businessProcess.findMany({
          where: { tenantId: { in: [...new Set(production.map(({ tenantId }) => tenantId))] } },
          select: { tenantId: true, environmentId: true, name: true, rpoSeconds: true, rtoSeconds: true },
        });
  const known = new Map(
    production.map((environment) => [
      environment.id,
      objectiveFor(
        environment,
        rows.filter(({ tenantId }) => tenantId === environment.tenantId),
      ),
    ]),
  );
  return (environmentId) => known.get(environmentId) ?? null;
}

/** What one environment has to keep: the tightest of its tenant's processes; null where nobody promised anything. */
export async function objectiveOf(db: Tx, environmentId: string): Promise<Objective | null> {
  const environment = await db.environment.findUnique({
    where: { id: environmentId },
    select: { id: true, tenantId: true, stage: true },
  });
  return environment === null ? null : (await objectivesOf(db, [environment]))(environmentId);
}
