import { describe, expect, it } from "vitest";
import { recordUpdate, serverSideApply } from "@/sandbox/api/apply";
import { ApiError } from "@/sandbox/api/errors";
import { mergeSchemaOf } from "@/sandbox/api/merge-schema";
import { Catalog } from "@/sandbox/api/resources";
import type { KubeObject } from "@/sandbox/api/types";

const schema = mergeSchemaOf(new Catalog().demand("deployments.apps"));
const applier = (manager: string, force = false) => ({ manager, apiVersion: "apps/v1", force });

function deployment(containers: unknown[], spec: object = {}): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "d", namespace: "n" },
    spec: { ...spec, template: { spec: { containers } } },
  };
}

const apply = (live: KubeObject | undefined, containers: unknown[], manager: string, force = false) =>
  serverSideApply(live, deployment(containers), applier(manager, force), schema);

const containersOf = (object: KubeObject): unknown =>
  (object["spec"] as { template: { spec: { containers: unknown } } }).template.spec.containers;
const fieldsOf = (object: KubeObject, manager: string): unknown =>
  object.metadata.managedFields?.find((entry) => entry.manager === manager)?.fieldsV1;

function refusal(act: () => unknown): ApiError {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error("the apply was not refused");
}

describe("server-side apply", () => {
  it("owns list items by their keys", () => {
    const applied = apply(undefined, [{ name: "a", image: "x:1", ports: [{ containerPort: 80 }] }], "one");
    expect(fieldsOf(applied, "one")).toEqual({
      "f:spec": {
        "f:template": {
          "f:spec": {
            "f:containers": {
              'k:{"name":"a"}': {
                ".": {},
                "f:image": {},
                "f:name": {},
                "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:containerPort": {} } },
              },
            },
          },
        },
      },
    });
  });
  it("removes what its manager no longer applies, and nothing of others", () => {
    const first = apply(
      undefined,
      [
        { name: "a", image: "x:1" },
        { name: "b", image: "y:1" },
      ],
      "one",
    );
    const second = apply(first, [{ name: "side", image: "s:1" }], "two");
    const third = apply(second, [{ name: "a", image: "x:1" }], "one");
    expect(containersOf(third)).toEqual([
      { name: "a", image: "x:1" },
      { name: "side", image: "s:1" },
    ]);
  });
  it("refuses another manager's value by its path, and takes it over by force", () => {
    const first = apply(undefined, [{ name: "a", image: "x:1" }], "one");
    const error = refusal(() => apply(first, [{ name: "a", image: "x:2" }], "two"));
    expect(error.code).toBe(409);
    expect(error.details).toEqual({
      causes: [
        {
          reason: "FieldManagerConflict",
          message: 'conflict with "one"',
          field: '.spec.template.spec.containers[name="a"].image',
        },
      ],
    });
    const forced = apply(first, [{ name: "a", image: "x:2" }], "two", true);
    expect(containersOf(forced)).toEqual([{ name: "a", image: "x:2" }]);
    expect(refusal(() => apply(forced, [{ name: "a", image: "x:1" }], "one")).reason).toBe("Conflict");
  });
  it("refuses two items alike", () => {
    const twice = [
      { name: "a", image: "x:1" },
      { name: "a", image: "x:2" },
    ];
    expect(refusal(() => apply(undefined, twice, "one")).code).toBe(400);
  });
});

describe("ownership after an update", () => {
  it("moves what changed to the updater and leaves the rest", () => {
    const live = serverSideApply(
      undefined,
      deployment([], { replicas: 1, minReadySeconds: 2 }),
      applier("one"),
      schema,
    );
    const next: KubeObject = { ...live, spec: { ...(live["spec"] as object), replicas: 3 } };
    const updater = { manager: "scaler", apiVersion: "apps/v1", subresource: "scale" };
    const entries = recordUpdate(live, next, updater, schema, (field) => field === "spec");
    const after: KubeObject = { ...next, metadata: { ...next.metadata, managedFields: entries } };
    expect(fieldsOf(after, "scaler")).toEqual({ "f:spec": { "f:replicas": {} } });
    expect(JSON.stringify(fieldsOf(after, "one"))).not.toContain("f:replicas");
    expect(JSON.stringify(fieldsOf(after, "one"))).toContain("f:minReadySeconds");
    const conflicted = refusal(() =>
      serverSideApply(after, deployment([], { replicas: 1, minReadySeconds: 2 }), applier("one"), schema),
    );
    expect(conflicted.message).toBe(
      'Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using apps/v1: .spec.replicas',
    );
  });
});
