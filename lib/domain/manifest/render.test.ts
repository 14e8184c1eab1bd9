import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "@/lib/domain/shared/problem";
import { environmentSpec } from "@/lib/testing/cluster-spec";
import type { ManifestObject } from "./object";
import { renderEnvironment, withoutWorkloads } from "./render";
import { DEFAULT_PLACEMENT } from "./spec";

/** Follows a path through plain data; numbers index lists. */
function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (here, key) =>
      typeof here === "object" && here !== null ? (here as Record<string | number, unknown>)[key] : undefined,
    value,
  );
}
const find = (objects: readonly ManifestObject[], kind: string, name: string): ManifestObject => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`No ${kind} ${name} was rendered.`);
  return found;
};
const container = (object: ManifestObject) => at(object, "spec", "template", "spec", "containers", 0);
const kindsOf = (objects: readonly ManifestObject[]) => objects.map(({ kind }) => kind);

const spec = environmentSpec();
const objects = renderEnvironment(spec);
const deployments = objects.filter(({ kind }) => kind === "Deployment");

describe("order and identity", () => {
  it("begins with the namespace and applies what pods need before the pods", () => {
    expect(objects[0]).toMatchObject({ kind: "Namespace", metadata: { name: spec.namespace } });
    const kinds = kindsOf(objects);
    const firstDeployment = kinds.indexOf("Deployment");
    for (const kind of ["ServiceAccount", "ConfigMap", "PersistentVolumeClaim", "NetworkPolicy"]) {
      expect(kinds.lastIndexOf(kind), kind).toBeLessThan(firstDeployment);
    }
  });

  it("names every object once, in the namespace, with our labels", () => {
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const object of objects) {
      expect(object.metadata.labels).toMatchObject({
        "app.kubernetes.io/managed-by": "holdfast",
        "holdfast.dev/environment": spec.environmentId,
        "holdfast.dev/tenant": "northwind",
      });
      if (object.kind !== "Namespace") expect(object.metadata.namespace).toBe(spec.namespace);
    }
  });

  it("leaves the namespace's annotations to others", () => {
    expect(find(objects, "Namespace", spec.namespace).metadata).not.toHaveProperty("annotations");
  });

  it("can leave the workloads out", () => {
    const kinds = kindsOf(withoutWorkloads(objects));
    expect(kinds).not.toContain("Deployment");
    expect(kinds).toHaveLength(objects.length - 2);
  });
});

describe("every pod", () => {
  it.each(deployments.map((object) => [object.metadata.name, object] as const))("%s", (_name, object) => {
    const pod = at(object, "spec", "template", "spec");
    expect(at(container(object), "image")).toBe(`${spec.release.repository}@${spec.release.digest}`);
    for (const side of ["requests", "limits"]) {
      expect(at(container(object), "resources", side)).toEqual({
        cpu: expect.stringMatching(/^\d+m$/),
        memory: expect.stringMatching(/^\d+Mi$/),
      });
    }
    expect(at(container(object), "securityContext")).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(at(pod, "securityContext")).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(at(pod, "automountServiceAccountToken")).toBe(false);
    expect(at(pod, "serviceAccountName")).toBe("erp");
    expect(at(object, "spec", "selector", "matchLabels")).toEqual(
      expect.objectContaining({ "app.kubernetes.io/component": object.metadata.name }),
    );
    expect(at(object, "spec", "template", "metadata", "labels")).toMatchObject(
      at(object, "spec", "selector", "matchLabels") as object,
    );
    expect(at(object, "spec", "progressDeadlineSeconds")).toBe(600);
  });

  it("takes the database only by reference", () => {
    const environment = at(container(find(objects, "Deployment", "web")), "env");
    const database = (environment as { name: string; value?: string }[]).filter(({ name }) =>
      name.startsWith("PG"),
    );
    expect(database.map(({ name }) => name)).toEqual([
      "PGHOST",
      "PGPORT",
      "PGUSER",
      "PGPASSWORD",
      "PGDATABASE",
    ]);
    for (const variable of database) {
      expect(variable).not.toHaveProperty("value");
      expect(at(variable, "valueFrom", "secretKeyRef", "name")).toBe("erp-database");
    }
    expect(kindsOf(objects)).not.toContain("Secret");
  });
});

describe("web and cron", () => {
  it("separates web from scheduled actions", () => {
    expect(at(container(find(objects, "Deployment", "web")), "args")).toEqual([
      "--workers=2",
      "--max-cron-threads=0",
      "--db-filter=^$(PGDATABASE)$",
    ]);
    expect(at(container(find(objects, "Deployment", "cron")), "args")).toEqual([
      "--no-http",
      "--workers=1",
      "--max-cron-threads=1",
      "-d",
      "$(PGDATABASE)",
    ]);
    expect(at(find(objects, "Deployment", "cron"), "spec", "strategy")).toEqual({ type: "Recreate" });
    expect(at(find(objects, "Deployment", "web"), "spec", "strategy", "rollingUpdate")).toEqual({
      maxUnavailable: 0,
      maxSurge: 1,
    });
  });

  it("asks the database for readiness only, and gives the first start minutes", () => {
    const web = container(find(objects, "Deployment", "web"));
    expect(at(web, "livenessProbe", "httpGet", "path")).toBe("/web/health");
    expect(at(web, "readinessProbe", "httpGet", "path")).toBe("/web/health?db_server_status=1");
    const seconds =
      Number(at(web, "startupProbe", "periodSeconds")) * Number(at(web, "startupProbe", "failureThreshold"));
    expect(seconds).toBeGreaterThanOrEqual(180);
  });

  it("limits a pod above all its workers' own limits", () => {
    const small = environmentSpec({
      webWorkers: 4,
      release: { ...spec.release, configuration: { limit_memory_hard: String(800 * 1_048_576) } },
    });
    const memory = String(
      at(container(find(renderEnvironment(small), "Deployment", "web")), "resources", "limits", "memory"),
    );
    expect(Number.parseInt(memory, 10)).toBeGreaterThan(4 * 800);
  });

  it("rolls the pods when only the settings changed", () => {
    const stamp = (rendered: readonly ManifestObject[]) =>
      at(find(rendered, "Deployment", "web"), "spec", "template", "metadata", "annotations");
    const release = { ...spec.release, configuration: { limit_time_real: "181" } };
    expect(stamp(renderEnvironment(environmentSpec({ release })))).not.toEqual(stamp(objects));
    expect(stamp(renderEnvironment(environmentSpec()))).toEqual(stamp(objects));
  });
});

describe("walls", () => {
  it("denies everything first, and opens only to ingress, name resolution and database", () => {
    const policies = objects.filter(({ kind }) => kind === "NetworkPolicy");
    expect(policies.map(({ metadata }) => metadata.name)).toEqual([
      "default-deny",
      "web-from-ingress",
      "egress-dns",
      "egress-database",
    ]);
    expect(policies[0]?.["spec"]).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    expect(at(policies[1], "spec", "ingress", 0, "from", 0, "namespaceSelector", "matchLabels")).toEqual({
      "kubernetes.io/metadata.name": "traefik",
    });
  });

  it("narrows the database's door and opens one for the API server where the cluster says so", () => {
    const rendered = renderEnvironment(spec, {
      ...DEFAULT_PLACEMENT,
      databaseNamespace: "databases",
      controlPlaneCidrs: ["10.0.0.0/28"],
    });
    expect(at(find(rendered, "NetworkPolicy", "egress-database"), "spec", "egress", 0, "to", 0)).toEqual({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "databases" } },
    });
    expect(
      at(find(rendered, "NetworkPolicy", "web-from-control-plane"), "spec", "ingress", 0, "from"),
    ).toEqual([{ ipBlock: { cidr: "10.0.0.0/28" } }]);
  });

  it("enforces pod security and room for a rolling update and a migration", () => {
    expect(find(objects, "Namespace", spec.namespace).metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/audit": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    });
    const hard = at(find(objects, "ResourceQuota", "environment"), "spec", "hard");
    const limit = (name: "web" | "cron") =>
      Number.parseInt(
        String(at(container(find(objects, "Deployment", name)), "resources", "limits", "memory")),
        10,
      );
    const needed = 7 * limit("web") + 2 * limit("cron");
    expect(Number.parseInt(String(at(hard, "limits.memory")), 10)).toBeGreaterThanOrEqual(needed);
    expect(at(hard, "services.loadbalancers")).toBe("0");
  });

  it("routes the hostname to the web service, events first", () => {
    const routes = at(find(objects, "IngressRoute", "web"), "spec", "routes");
    expect(at(routes, 0)).toMatchObject({
      match: "Host(`northwind.localhost`) && PathPrefix(`/websocket`)",
      services: [{ kind: "TraefikService", name: "web-events" }],
    });
    expect(at(routes, 1)).toMatchObject({
      match: "Host(`northwind.localhost`) && !PathPrefix(`/web/database`)",
      services: [{ kind: "TraefikService", name: "web" }],
    });
    for (const [name, port] of [
      ["web", 8069],
      ["web-events", 8072],
    ] as const) {
      expect(find(objects, "TraefikService", name)["spec"]).toEqual({
        weighted: { services: [{ kind: "Service", name: "web", port, weight: 100 }] },
      });
    }
    expect(at(find(objects, "Service", "web"), "spec", "selector")).toEqual(
      at(find(objects, "Deployment", "web"), "spec", "selector", "matchLabels"),
    );
  });
});

describe("sizing", () => {
  it("never changes a selector, a name or a claim", () => {
    const fixed = (rendered: readonly ManifestObject[]) =>
      rendered.map((object) => [
        object.kind,
        object.metadata.name,
        at(object, "spec", "selector"),
        object.kind === "PersistentVolumeClaim" ? object["spec"] : null,
      ]);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 0, max: 10 }),
        fc.stringMatching(/^[A-Za-z0-9 ._/-]{1,40}$/),
        (webReplicas, webWorkers, cronReplicas, name) => {
          const release = { ...spec.release, name };
          const other = environmentSpec({ webReplicas, webWorkers, cronReplicas, release });
          expect(fixed(renderEnvironment(other))).toEqual(fixed(objects));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("refusals say what is wrong", () => {
  const rejected: readonly [string, Parameters<typeof environmentSpec>[0], RegExp][] = [
    ["a namespace in capitals", { namespace: "North" }, /“North” is not a valid namespace/],
    ["a host that would end the rule", { hostname: "a`) || Host(`b" }, /not a valid hostname/],
    ["a tag instead of a digest", { release: { ...spec.release, digest: "latest" } }, /no image digest/],
    ["too many pods", { webReplicas: 51 }, /web pods must be 0 to 50, not 51/],
    ["half a worker", { webWorkers: 1.5 }, /web workers per pod must be 1 to 64/],
    [
      "a platform setting",
      { release: { ...spec.release, configuration: { list_db: "True" } } },
      /“list_db” is set by the platform/,
    ],
    [
      "a second line in a setting",
      { release: { ...spec.release, configuration: { log_level: "info\nlist_db = True" } } },
      /“log_level” holds a line break/,
    ],
  ];
  it.each(rejected)("%s", (_what, overrides, sentence) => {
    const attempt = () => renderEnvironment(environmentSpec(overrides));
    expect(attempt).toThrow(Problem);
    expect(attempt).toThrow(sentence);
  });
});
