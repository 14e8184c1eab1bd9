import type { Prisma } from "@/lib/data/generated/client";
import { contentHash } from "@/lib/data/hash";
import { renderEnvironment } from "@/lib/domain/manifest/render";
import { FIELD_MANAGER } from "@/lib/domain/manifest/spec";
import { markedWith } from "@/lib/domain/operation/rollout";
import type { ClusterConnection } from "@/lib/ports/cluster";
import type { Runtime } from "@/lib/runtime/runtime";
import type { Scenario, ScenarioTenant } from "../scenarios/scenario";

const APPLY_LIMIT_MS = 30_000;
/** Who wrote what the sandbox needs to play the customer's database team: not Holdfast. */
const SCENARIO_MANAGER = "scenario";

const environmentParts = { tenant: true, release: { include: { modules: true } } } as const;
type EnvironmentRow = Prisma.EnvironmentGetPayload<{ include: typeof environmentParts }>;

/** Brings every environment of the scenario to life on the cluster: manifests applied as a deployment applies them. */
export async function seedCluster(runtime: Runtime, scenario: Scenario, clusterId: string): Promise<void> {
  const cluster = await runtime.ports.clusters.open(clusterId);
  const rows = await runtime.db.prisma.environment.findMany({ include: environmentParts });
  for (const row of rows) {
    const tenant = scenario.tenants.find(({ slug }) => slug === row.tenant.slug);
    if (tenant !== undefined) await seedEnvironment(runtime, cluster, row, tenant);
  }
}

async function seedEnvironment(
  runtime: Runtime,
  cluster: ClusterConnection,
  row: EnvironmentRow,
  tenant: ScenarioTenant,
): Promise<void> {
  const { release } = row;
  if (release === null) return;
  const objects = renderEnvironment({
    environmentId: row.id,
    environmentName: row.name,
    tenantId: row.tenantId,
    tenantSlug: row.tenant.slug,
    namespace: row.namespace,
    hostname: row.hostname,
    stage: row.stage,
    webReplicas: row.webReplicas,
    webWorkers: row.webWorkers,
    cronReplicas: row.cronReplicas,
    release: { ...release, configuration: release.configuration as Record<string, string> },
  });
  const hash = contentHash(objects);
  const manifest = await runtime.db.prisma.manifest.create({
    data: {
      environmentId: row.id,
      releaseId: release.id,
      contentHash: hash,
      objects: objects as unknown as Prisma.InputJsonValue,
    },
  });
  await runtime.db.prisma.environment.update({ where: { id: row.id }, data: { manifestId: manifest.id } });
  const signal = AbortSignal.timeout(APPLY_LIMIT_MS);
  await cluster.objects.apply([databaseWish(row, tenant)], { fieldManager: SCENARIO_MANAGER, signal });
  await cluster.objects.apply(markedWith(objects, hash), {
    fieldManager: FIELD_MANAGER,
    force: true,
    signal: AbortSignal.timeout(APPLY_LIMIT_MS),
  });
}

/** Asks the sandbox for a database with the release's modules, and for business to happen where the scenario says so. */
function databaseWish(row: EnvironmentRow, tenant: ScenarioTenant) {
  const traffic = tenant.environments.some(({ stage, traffic }) => stage === row.stage && traffic);
  const dedicated = tenant.environments.find(({ stage }) => stage === row.stage)?.database;
  const modules = (row.release?.modules ?? []).map(({ name, version }) => ({ name, version }));
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: row.namespace,
      ...(traffic ? { labels: { "sandbox.holdfast.dev/traffic": "true" } } : {}),
      annotations: {
        "sandbox.holdfast.dev/database": JSON.stringify({
          modules,
          companyName: tenant.name,
          currency: tenant.currency,
          ...(dedicated === undefined
            ? {}
            : {
                cluster: {
                  name: dedicated.cluster,
                  archiveTimeoutSeconds: dedicated.archiveTimeoutSeconds,
                },
              }),
        }),
      },
    },
  };
}
