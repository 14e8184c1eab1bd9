import "server-only";
import { appendAudit } from "@/lib/data/audit";
import type { Tx } from "@/lib/data/client";
import type { Role } from "@/lib/domain/access/roles";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import { auditOf } from "../command";
import type { Context } from "../context";

export type EnvironmentPlan = {
  stage: Stage;
  name: string;
  webReplicas: number;
  webWorkers: number;
  cronReplicas: number;
  clusterId: string;
  namespace: string;
  hostname: string;
  timeZone: string;
  releaseId: string;
  /** The database's own server: a CloudNativePG Cluster in the namespace. */
  databaseCluster?: string;
};

export type TenantPlan = {
  slug: string;
  name: string;
  industry: string;
  tier: CriticalityTier;
  timeZone: string;
  costCentre: string;
  contactName: string;
  contactEmail: string;
  sites: readonly {
    name: string;
    kind: "plant" | "warehouse" | "store" | "office";
    city: string;
    timeZone: string;
    /** How many people work with the ERP there. */
    people?: number;
    /** Stages it works with; all of its tenant's when left out. */
    stages?: readonly Stage[];
  }[];
  environments: readonly EnvironmentPlan[];
  passed: readonly { releaseId: string; stage: Stage; at: Date }[];
};

export type CatalogPlan = {
  tenants: readonly TenantPlan[];
  people: readonly {
    name: string;
    email: string;
    timeZone: string;
    passwordHash: string;
    role: Role;
    /** Slug of the tenant; the fleet when left out. */
    tenant?: string;
  }[];
};

/** Creates tenants with their environments, and people with their roles; answers environment ids by "slug/stage". */
export async function createCatalog(ctx: Context, plan: CatalogPlan): Promise<ReadonlyMap<string, string>> {
  return ctx.db.transaction(async (tx) => {
    const tenantIds = new Map<string, string>();
    const environmentIds = new Map<string, string>();
    for (const tenant of plan.tenants) {
      const id = await createTenant(tx, ctx, tenant, environmentIds);
      tenantIds.set(tenant.slug, id);
    }
    for (const person of plan.people) await createPerson(tx, person, tenantIds);
    return environmentIds;
  });
}

async function createTenant(
  tx: Tx,
  ctx: Context,
  plan: TenantPlan,
  environmentIds: Map<string, string>,
): Promise<string> {
  const { sites, environments, passed, ...tenant } = plan;
  const row = await tx.tenant.create({
    data: { ...tenant, sites: { createMany: { data: sites.map(({ stages: _stages, ...site }) => site) } } },
    select: { id: true, name: true },
  });
  for (const environment of environments) {
    const { id } = await tx.environment.create({
      data: { ...environment, tenantId: row.id, releasedAt: ctx.now, stateSentence: "As imported." },
      select: { id: true },
    });
    environmentIds.set(`${plan.slug}/${environment.stage}`, id);
  }
  await relySites(tx, row.id, plan, environmentIds);
  for (const { releaseId, stage, at } of passed) {
    const environmentId = environmentIds.get(`${plan.slug}/${stage}`);
    if (environmentId === undefined) continue;
    await tx.stagePass.create({ data: { releaseId, environmentId, tenantId: row.id, stage, at } });
  }
  const target = { kind: "tenant", id: row.id, name: row.name, tenantId: row.id, environmentId: null };
  await appendAudit(
    tx,
    auditOf(ctx, "catalog.import", target, "done", { environments: environments.length }),
  );
  return row.id;
}

/** Writes down which environments a site works with, where the plan says so. */
async function relySites(
  tx: Tx,
  tenantId: string,
  { slug, sites }: TenantPlan,
  environmentIds: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { name, stages = [] } of sites) {
    const ids = stages.flatMap((stage) => environmentIds.get(`${slug}/${stage}`) ?? []);
    if (ids.length === 0) continue;
    const site = await tx.site.findUniqueOrThrow({ where: { tenantId_name: { tenantId, name } } });
    const data = ids.map((environmentId) => ({ siteId: site.id, environmentId, tenantId }));
    await tx.siteEnvironment.createMany({ data });
  }
}

async function createPerson(
  tx: Tx,
  person: CatalogPlan["people"][number],
  tenantIds: ReadonlyMap<string, string>,
): Promise<void> {
  const { role, tenant, ...user } = person;
  const tenantId = tenant === undefined ? null : tenantIds.get(tenant);
  if (tenantId === undefined)
    throw new Error(`${person.name} is bound to tenant ${tenant}, which is not created.`);
  await tx.user.create({
    data: {
      ...user,
      roleBindings: {
        create: tenantId === null ? { role, level: "fleet" } : { role, level: "tenant", tenantId },
      },
    },
  });
}
