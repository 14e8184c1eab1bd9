import { describe, expect, it } from "vitest";
import type { ManifestObject } from "../manifest/object";
import { backoffMs } from "./backoff";
import { operationShortId } from "./name";
import { objectsToRemove } from "./prune";
import { carries, deploymentFinished, jobEnded, markedWith, rolloutFailureClause } from "./rollout";

const object = (kind: string, name: string, extra: Record<string, unknown> = {}): ManifestObject => ({
  apiVersion: kind === "Deployment" ? "apps/v1" : "v1",
  kind,
  metadata: { name, namespace: "nw" },
  ...extra,
});
const live = (status: Record<string, unknown>, replicas = 2, generation = 2): ManifestObject => {
  const deployment = object("Deployment", "web", { spec: { replicas }, status });
  Object.assign(deployment.metadata, { generation });
  return deployment;
};
const settled = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };

describe("deploymentFinished", () => {
  it.each([
    ["settled", live(settled), true],
    ["scaled to zero, where counts are absent", live({ observedGeneration: 2 }, 0), true],
    ["status of the older generation", live({ ...settled, observedGeneration: 1 }), false],
    ["old pods left", live({ ...settled, replicas: 3 }), false],
    ["not all updated", live({ ...settled, updatedReplicas: 1 }), false],
    ["not all available", live({ ...settled, availableReplicas: 1 }), false],
    ["no status yet", live({}), false],
    ["missing", null, false],
  ])("%s", (_, deployment, finished) => {
    expect(deploymentFinished(deployment)).toBe(finished);
  });
});

describe("jobEnded", () => {
  it.each([
    ["complete", [{ type: "Complete", status: "True" }], true],
    ["failed", [{ type: "Failed", status: "True" }], true],
    ["about to fail", [{ type: "FailureTarget", status: "True" }], false],
    ["not true", [{ type: "Complete", status: "False" }], false],
    ["without conditions", undefined, false],
  ])("%s", (_, conditions, ended) => {
    expect(jobEnded(object("Job", "op", { status: { conditions } }))).toBe(ended);
  });
});

describe("marks and removals", () => {
  it("marks objects without touching the pod template", () => {
    const template = { metadata: { labels: { app: "web" } } };
    const [marked] = markedWith([object("Deployment", "web", { spec: { template } })], "abc");
    expect(carries(marked ?? null, "abc")).toBe(true);
    expect(carries(marked ?? null, "abd")).toBe(false);
    expect(marked?.["spec"]).toEqual({ template });
  });

  it("removes what is no longer named, but never what holds data", () => {
    const kept = ["Namespace", "PersistentVolumeClaim", "Secret", "Job"].map((kind) => object(kind, "x"));
    const before = [...kept, object("Service", "old"), object("Service", "web")];
    const removed = objectsToRemove(before, [object("Service", "web", { spec: {} })]);
    expect(removed.map(({ metadata }) => metadata.name)).toEqual(["old"]);
  });
});

describe("words and numbers", () => {
  it("says why a rollout failed", () => {
    const failure = { deployment: "web", reason: "CrashLoopBackOff", detail: "exit 1: boom" };
    expect(rolloutFailureClause(failure)).toBe("web pods crash-looped (exit 1: boom)");
    const refused = { ...failure, reason: "FailedCreate", detail: "Pods of web cannot be created: no room." };
    expect(rolloutFailureClause(refused)).toBe("web pods could not be created (no room)");
    expect(rolloutFailureClause({ ...failure, detail: "x".repeat(300) })).toMatch(/x…\)$/);
    expect(rolloutFailureClause({ ...failure, reason: "constructor", detail: "" })).toBe(
      "web pods did not roll out: constructor",
    );
  });

  it("names operations by their random digits", () => {
    expect(operationShortId("0199AAAA-0000-7000-8000-00003F9A1C2B")).toBe("op-3f9a1c2b");
  });

  it("doubles waits up to a limit, jittered, and heeds the other side", () => {
    for (let attempt = 1; attempt < 60; attempt += 1) {
      const most = Math.min(15_000, 500 * 2 ** (attempt - 1));
      expect(backoffMs(attempt, 0)).toBe(Math.round(most / 2));
      expect(backoffMs(attempt, 0.999_999)).toBeLessThanOrEqual(most);
    }
    expect(backoffMs(1, 0, 8_000)).toBe(8_000);
    expect(backoffMs(1, 0, 3_600_000)).toBe(60_000);
  });
});
