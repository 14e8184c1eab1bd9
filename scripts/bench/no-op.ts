import { randomUUID } from "node:crypto";
import type { Database } from "@/lib/data/client";

export const CONCURRENCY = 8;
/** Few enough that all values of one batch fit one statement. */
const BATCH = 200;

export type Seeded = { operationIds: string[] };

/** One environment each, spread over tenants and clusters that stand for a fleet. */
async function makeEnvironments(
  db: Database,
  count: number,
  { tenants, clusters, maxOperations }: { tenants: number; clusters: number; maxOperations: number },
) {
  const suffix = randomUUID().slice(0, 6);
  const tenantRows = await db.prisma.tenant.createManyAndReturn({
    data: Array.from({ length: tenants }, (_, index) => ({
      slug: `bench-${suffix}-${index}`,
      name: `Bench ${index}`,
      industry: "Bench",
      tier: "tier2" as const,
      timeZone: "UTC",
      costCentre: "B",
      contactName: "B",
      contactEmail: "bench@example.com",
    })),
    select: { id: true },
  });
  const clusterRows = await db.prisma.cluster.createManyAndReturn({
    data: Array.from({ length: clusters }, (_, index) => ({
      name: `bench-${suffix}-${index}`,
      region: "bench",
      server: "https://bench.invalid",
      sealedKubeconfig: new Uint8Array([1]),
      maxOperations,
      // Health has a benchmark of its own: its next turn comes after this one's end.
      healthSweptAt: new Date(),
    })),
    select: { id: true },
  });
  const places = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    tenantId: tenantRows[index % tenants]?.id ?? "",
    clusterId: clusterRows[index % clusters]?.id ?? "",
  }));
  for (let start = 0; start < count; start += BATCH) {
    const data = places.slice(start, start + BATCH).map((place) => ({
      ...place,
      name: place.id,
      stage: "staging" as const,
      namespace: place.id,
      hostname: `${place.id}.localhost`,
      timeZone: "UTC",
      webReplicas: 1,
      webWorkers: 1,
      cronReplicas: 1,
    }));
    await db.prisma.environment.createMany({ data });
  }
  return places;
}

/** Operations of `steps` steps that do nothing; parked until `parkedUntil`, or waiting for a worker. */
export async function seedOperations(
  db: Database,
  options: {
    count: number;
    steps: readonly string[];
    parkedUntil?: Date;
    tenants: number;
    clusters: number;
    maxOperations: number;
  },
): Promise<Seeded> {
  const { count, steps, parkedUntil } = options;
  const places = await makeEnvironments(db, count, options);
  const parked =
    parkedUntil === undefined
      ? {}
      : ({
          state: "parked",
          parkKind: "time",
          parkedUntil,
          parkedAt: new Date(),
          startedAt: new Date(),
        } as const);
  const operations = places.map(({ id: environmentId, tenantId, clusterId }) => ({
    id: randomUUID(),
    kind: "deploy" as const,
    environmentId,
    tenantId,
    clusterId,
    deadlineAt: new Date(Date.now() + 3_600_000),
    correlationId: "bench",
    ...parked,
  }));
  for (let start = 0; start < count; start += BATCH) {
    const data = operations.slice(start, start + BATCH);
    await db.prisma.operation.createMany({ data });
    await db.prisma.operationStep.createMany({
      data: data.flatMap(({ id: operationId }) =>
        steps.map((name, position) => ({ operationId, position, name, timeoutMs: 60_000 })),
      ),
    });
  }
  return { operationIds: operations.map(({ id }) => id) };
}

export const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: run it by npm.`);
  return value;
};
