import type { Runtime } from "@/lib/runtime/runtime";
import { type CatalogPlan, createCatalog } from "@/lib/usecases/catalog/create";
import type { Scenario } from "../scenarios/scenario";

type Given = {
  clusterId: string;
  releases: ReadonlyMap<string, string>;
  passwordOf: (key: string) => string;
};

const DAY_MS = 86_400_000;

/** Writes tenants, sites, environments, people and past stages; answers environment ids by "tenant/stage". */
export async function seedCatalog(
  runtime: Runtime,
  scenario: Scenario,
  given: Given,
): Promise<ReadonlyMap<string, string>> {
  const now = new Date();
  const releaseId = (name: string): string => {
    const id = given.releases.get(name);
    if (id === undefined) throw new Error(`The scenario names release ${name}, which it does not register.`);
    return id;
  };
  const people = await Promise.all(
    scenario.people.map(async ({ key, ...person }) => ({
      ...person,
      passwordHash: await runtime.hasher.hash(given.passwordOf(key)),
    })),
  );
  const plan: CatalogPlan = {
    tenants: scenario.tenants.map(
      ({
        environments,
        passed,
        currency: _currency,
        processes: _processes,
        integrations: _integrations,
        ...tenant
      }) => ({
        ...tenant,
        environments: environments.map(({ stage, name, release, webReplicas, database }) => ({
          stage,
          name,
          webReplicas,
          webWorkers: 2,
          cronReplicas: 1,
          clusterId: given.clusterId,
          namespace: `${tenant.slug}-${stage}`,
          hostname: `${stage}.${tenant.slug}.localhost`,
          timeZone: tenant.timeZone,
          releaseId: releaseId(release),
          ...(database === undefined ? {} : { databaseCluster: database.cluster }),
        })),
        passed: passed.map(({ release, stage, daysAgo }) => ({
          releaseId: releaseId(release),
          stage,
          at: new Date(now.getTime() - daysAgo * DAY_MS),
        })),
      }),
    ),
    people,
  };
  return createCatalog(runtime.context({ kind: "system", id: "seed", name: "Holdfast" }, "seed", now), plan);
}
