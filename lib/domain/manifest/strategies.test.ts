import { describe, expect, it } from "vitest";
import { environmentSpec } from "@/lib/testing/cluster-spec";
import { canaryPods, renderCanary } from "./canary";
import { weightedEntrances } from "./entrance";
import { closedRoute, maintenanceObjects } from "./maintenance";
import { maintenancePage } from "./maintenance-page";
import type { ManifestObject } from "./object";
import { renderEnvironment } from "./render";
import { DEFAULT_PLACEMENT } from "./spec";

const spec = environmentSpec();
const text = {
  environmentName: "Northwind Production",
  expectedBy: new Date("2026-11-21T13:35:00Z"),
  timeZone: "Europe/Berlin",
  reference: "op-3f9a1c2b",
};
type Labels = Record<string, string>;
type Loose = { [key: string]: Loose } & { spec: Loose };
const loose = (object: ManifestObject | undefined) => object as unknown as Loose;
const of = (objects: readonly ManifestObject[], kind: string, name: string) =>
  loose(objects.find((object) => object.kind === kind && object.metadata.name === name));
const selects = (selector: unknown, labels: unknown): boolean =>
  Object.entries(selector as Labels).every(([key, value]) => (labels as Labels)[key] === value);

describe("a canary beside the release that runs", () => {
  const canary = renderCanary(spec, 10);
  const stable = renderEnvironment(spec);
  const podLabels = (objects: readonly ManifestObject[], name: string) =>
    of(objects, "Deployment", name).spec["template"]?.["metadata"]?.["labels"];

  it("is selected by its own Service and Deployment, and by no other", () => {
    const pod = podLabels(canary, "web-canary");
    expect(selects(of(canary, "Service", "web-canary").spec["selector"], pod)).toBe(true);
    expect(selects(of(stable, "Service", "web").spec["selector"], pod)).toBe(false);
    const stableSelector = of(stable, "Deployment", "web").spec["selector"]?.["matchLabels"];
    expect(selects(stableSelector, pod)).toBe(false);
    const budget = of(stable, "PodDisruptionBudget", "web").spec["selector"]?.["matchLabels"];
    expect(selects(budget, pod)).toBe(false);
    expect(selects(of(canary, "Service", "web-canary").spec["selector"], podLabels(stable, "web"))).toBe(
      false,
    );
  });

  it("may be reached by the ingress, and has room in the quota beside a rolling update", () => {
    const pods = of(stable, "NetworkPolicy", "web-from-ingress").spec["podSelector"];
    expect(JSON.stringify(pods)).toContain('"values":["web","web-canary"]');
    expect(selects(pods?.["matchLabels"], podLabels(canary, "web-canary"))).toBe(true);
    const quota = of(stable, "ResourceQuota", "environment").spec["hard"]?.["pods"];
    expect(Number(quota)).toBeGreaterThanOrEqual(3 * spec.webReplicas + 1 + spec.cronReplicas + 3);
  });

  it("has settings of its own, so that old pods never read the new release's", () => {
    const volumes = JSON.stringify(of(canary, "Deployment", "web-canary").spec);
    expect(volumes).toContain('"erp-config-canary"');
    expect(volumes).not.toContain('"erp-config"');
  });

  it.each([
    [10, 1, 1],
    [10, 2, 1],
    [50, 2, 1],
    [50, 3, 2],
    [90, 10, 9],
    [10, 0, 1],
  ])("has for %i %% of %i pods %i pods", (percent, replicas, pods) => {
    expect(canaryPods(percent, replicas)).toBe(pods);
  });

  it("gets its share of pages and events alike, and each share draws anew", () => {
    const entrances = (percent: number) => weightedEntrances(spec, { percent, key: "3f9a1c2b" }).map(loose);
    const weights = entrances(10).map((one) => JSON.stringify(one.spec["weighted"]?.["services"]));
    for (const [index, port] of [8069, 8072].entries()) {
      expect(JSON.parse(weights[index] ?? "")).toEqual([
        { kind: "Service", name: "web", port, weight: 90 },
        { kind: "Service", name: "web-canary", port, weight: 10 },
      ]);
    }
    const cookies = [...entrances(10), ...entrances(50)].map((one) =>
      JSON.stringify(one.spec["weighted"]?.["sticky"]?.["cookie"]?.["name"]),
    );
    expect(new Set(cookies).size).toBe(4);
  });
});

describe("a closed door", () => {
  const objects = maintenanceObjects(spec, DEFAULT_PLACEMENT, text);
  const route = closedRoute(spec, DEFAULT_PLACEMENT);

  it("refuses every path of the host with 503, by means that are all there", () => {
    const [rule, ...others] = loose(route).spec["routes"] as unknown as Loose[];
    expect(others).toEqual([]);
    expect(rule?.["match"]).toBe("Host(`northwind.localhost`)");
    const chain: unknown = rule?.["middlewares"] ?? [];
    const named = (chain as { name: string }[]).map(({ name }) => name);
    for (const name of named) expect(of(objects, "Middleware", name)).toBeDefined();
    expect(named.indexOf("maintenance-page")).toBeLessThan(named.indexOf("maintenance-closed"));
    expect(of(objects, "Middleware", "maintenance-closed").spec["ipAllowList"]).toMatchObject({
      rejectStatusCode: 503,
    });
    expect(JSON.stringify(of(objects, "Middleware", "maintenance-headers"))).toContain("Retry-After");
  });

  it("is the same object as the open one, so that applying either replaces the other", () => {
    const open = renderEnvironment(spec).find(({ kind }) => kind === "IngressRoute");
    expect(route.metadata).toEqual(open?.metadata);
    expect(JSON.stringify(route)).not.toContain('"name":"web","port"');
  });

  it("has a page pod that satisfies pod security, takes no secret and no database", () => {
    const pod = JSON.stringify(of(objects, "Deployment", "maintenance"));
    expect(pod).toContain('"runAsNonRoot":true');
    expect(pod).toContain('"readOnlyRootFilesystem":true');
    expect(pod).not.toContain("secretKeyRef");
    expect(pod).not.toContain("filestore");
  });
});

describe("the maintenance page", () => {
  it("says what happens, until when by the environment's clock, and what to name", () => {
    const page = maintenancePage(text);
    expect(page).toContain("Northwind Production is being updated");
    expect(page).toContain("14:35 (Europe/Berlin)");
    expect(page).toContain("op-3f9a1c2b");
  });
  it("promises no time that nobody knows, and lets no name become markup", () => {
    const page = maintenancePage({ ...text, expectedBy: null, environmentName: "<b>A & B</b>" });
    expect(page).toContain("as soon as the update has been checked");
    expect(page).not.toContain("<b>");
  });
});
