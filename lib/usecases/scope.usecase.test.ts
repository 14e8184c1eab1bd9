import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import { listAudit } from "./audit/list";
import { listClusters } from "./cluster/list";
import type { Context } from "./context";
import { getEnvironment } from "./environment/get";
import { listEnvironments } from "./environment/list";
import { listOperations } from "./operation/list";
import { getOverview } from "./overview/get";
import { getTenant } from "./tenant/get";
import { listTenants } from "./tenant/list";

let own: World;
let foreign: World;
let plantIt: Context;
let foreignEnvironment: { id: string };
beforeAll(async () => {
  own = await makeWorld();
  foreign = await makeWorld();
  plantIt = await own.person("plant_it");
  await own.environment("production", null);
  foreignEnvironment = await foreign.environment("production", null);
});
afterAll(async () => {
  await own.close();
  await foreign.close();
});

/** What one tenant's plant IT reads, whatever the door: its own tenant and nothing of another. */
describe("plant IT of one tenant", () => {
  it("finds only its tenant in lists and on the overview", async () => {
    expect((await listTenants(plantIt, { limit: 100 })).items.map(({ id }) => id)).toEqual([own.tenantId]);
    const environments = (await listEnvironments(plantIt, { limit: 100 })).items;
    expect(new Set(environments.map(({ tenant }) => tenant.id))).toEqual(new Set([own.tenantId]));
    const overview = await getOverview(plantIt, {});
    expect(overview.tenants.map(({ id }) => id)).toEqual([own.tenantId]);
    expect(overview.environmentTotal).toBe(environments.length);
    expect((await listOperations(plantIt, {})).items).toEqual([]);
  });

  it("does not learn that another tenant exists", async () => {
    expect((await problemOf(getTenant(plantIt, { tenantId: foreign.tenantId }))).code).toBe("not_found");
    expect((await problemOf(getEnvironment(plantIt, { environmentId: foreignEnvironment.id }))).code).toBe(
      "not_found",
    );
    expect((await listEnvironments(plantIt, { tenantId: foreign.tenantId })).items).toEqual([]);
  });

  it("is refused what no role of its kind reads", async () => {
    expect((await problemOf(listAudit(plantIt, {}))).code).toBe("forbidden");
    expect((await problemOf(listClusters(plantIt, {}))).code).toBe("forbidden");
  });
});

describe("a person bound to one environment", () => {
  it("sees that environment and its tenant's name, not the tenant's other environments", async () => {
    const seen = await own.environment("uat", null);
    const bound: Context = {
      ...plantIt,
      actor: {
        kind: "person",
        id: plantIt.actor.id,
        name: "Bound",
        sessionId: "none",
        grants: [
          {
            role: "support",
            scope: { level: "environment", tenantId: own.tenantId, environmentId: seen.id },
          },
        ],
      },
    };
    expect((await listEnvironments(bound, {})).items.map(({ id }) => id)).toEqual([seen.id]);
    const [tenant] = (await listTenants(bound, {})).items;
    expect(tenant?.environments.map(({ id }) => id)).toEqual([seen.id]);
  });
});
