import { expect, it } from "vitest";
import { environmentSpec } from "@/lib/testing/cluster-spec";
import { renderCopyErp } from "./copy-erp";
import type { ManifestObject } from "./object";
import { renderEnvironment } from "./render";
import { DEFAULT_PLACEMENT } from "./spec";

const { release, ...environment } = environmentSpec();
const copy = { environment, release, operationDigits: "3f9a1c2b", database: "nw_verified_3f9a1c2b" };
type Selecting = { selector?: object; podSelector?: object };

type Templated = { template: { metadata: { labels: Record<string, string> } } };

function labelsOf(object: ManifestObject | undefined): Record<string, string> {
  if (object === undefined) throw new Error("no such object");
  return (object["spec"] as Templated).template.metadata.labels;
}

it("no Service, budget or Deployment of the environment selects the pod, and its own selects no other", () => {
  const objects = renderCopyErp(copy, DEFAULT_PLACEMENT);
  const pod = labelsOf(objects.find(({ kind }) => kind === "Deployment"));
  const living = renderEnvironment({ ...environment, release });
  const matches = (selector: object, labels: Record<string, string>) =>
    Object.entries("matchLabels" in selector ? (selector.matchLabels as object) : selector).every(
      ([name, value]) => labels[name] === value,
    );
  const selecting = living.filter(({ kind }) =>
    ["Service", "PodDisruptionBudget", "Deployment"].includes(kind),
  );
  expect(selecting.length).toBeGreaterThan(3);
  for (const { kind, metadata, spec } of selecting)
    expect(matches((spec as Selecting).selector ?? {}, pod), `${kind} ${metadata.name}`).toBe(false);
  const service = objects.find(({ kind }) => kind === "Service")?.["spec"] as { selector: object };
  for (const deployment of living.filter(({ kind }) => kind === "Deployment"))
    expect(matches(service.selector, labelsOf(deployment)), deployment.metadata.name).toBe(false);
  expect(matches(service.selector, pod)).toBe(true);
});

it("works off no queue, whatever the release loads", () => {
  const settings = (loaded: string) => {
    const configuration = { server_wide_modules: loaded };
    const objects = renderCopyErp({ ...copy, release: { ...release, configuration } }, DEFAULT_PLACEMENT);
    return JSON.stringify(objects.find(({ kind }) => kind === "ConfigMap"));
  };
  expect(settings("base,web,queue_job")).toContain("server_wide_modules = base,web");
  expect(settings("base,web,queue_job")).not.toContain("queue_job");
  expect(settings("queue_job")).not.toContain("server_wide_modules");
});

it("is reached by the API server where the network has to be told to let it in, and by nobody else", () => {
  const placement = { ...DEFAULT_PLACEMENT, controlPlaneCidrs: ["10.0.0.0/28"] };
  const [policy] = renderCopyErp(copy, placement);
  expect(policy).toMatchObject({
    kind: "NetworkPolicy",
    spec: { ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/28" } }] }] },
  });
});
