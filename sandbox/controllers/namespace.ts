import { record, timestamp } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import type { Fields } from "@/sandbox/api/types";
import { WorkQueue } from "@/sandbox/controllers/work-queue";

type Remainder = { resource: string; count: number; finalizers: Map<string, number> };

/** Furnishes new namespaces, and empties those that are deleted. Keys are names. */
export class NamespaceController {
  readonly #store: Store;
  readonly #rootCertificate: string | undefined;
  readonly #queue: WorkQueue;
  readonly #unsubscribe: (() => void)[];

  /** `rootCertificate` is what pods trust the API server by; without it no namespace gets it. */
  constructor(store: Store, rootCertificate?: string) {
    this.#store = store;
    this.#rootCertificate = rootCertificate;
    this.#queue = new WorkQueue("namespace", (name) => this.#reconcile(name));
    this.#unsubscribe = [
      store.subscribe("namespaces", ({ object }) => this.#queue.add(object.metadata.name)),
      store.subscribe("*", ({ object }) => this.#onContent(object)),
    ];
    for (const namespace of store.list("namespaces")) this.#queue.add(namespace.metadata.name);
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#queue.stop();
  }

  #onContent({ metadata }: KubeObject): void {
    if (metadata.namespace === undefined) return;
    const namespace = this.#store.get("namespaces", undefined, metadata.namespace);
    if (namespace?.metadata.deletionTimestamp !== undefined) this.#queue.add(metadata.namespace);
  }

  #reconcile(name: string): void {
    const namespace = this.#store.get("namespaces", undefined, name);
    if (namespace === undefined) return;
    if (namespace.metadata.deletionTimestamp === undefined) this.#furnish(name);
    else this.#empty(namespace);
  }

  #furnish(namespace: string): void {
    if (this.#store.get("serviceaccounts", namespace, "default") === undefined) {
      const metadata = { name: "default", namespace };
      this.#store.create("serviceaccounts", { apiVersion: "v1", kind: "ServiceAccount", metadata });
    }
    if (this.#rootCertificate !== undefined) this.#publish(namespace, { "ca.crt": this.#rootCertificate });
  }

  #publish(namespace: string, data: Readonly<Record<"ca.crt", string>>): void {
    const name = "kube-root-ca.crt";
    const known = this.#store.get("configmaps", namespace, name);
    if (known === undefined) {
      const metadata = { name, namespace };
      this.#store.create("configmaps", { apiVersion: "v1", kind: "ConfigMap", metadata, data });
    } else if (record(known["data"])["ca.crt"] !== data["ca.crt"]) {
      this.#store.update("configmaps", namespace, name, (current) => ({ ...current, data }));
    }
  }

  #empty(namespace: KubeObject): void {
    const { name } = namespace.metadata;
    for (const resource of this.#contentTypes()) {
      for (const { metadata } of this.#store.list(resource, name)) {
        if (metadata.deletionTimestamp === undefined) this.#store.remove(resource, name, metadata.name);
      }
    }
    const left = this.#remainders(name);
    if (left.length > 0) this.#tell(namespace, left);
    else
      this.#store.update("namespaces", undefined, name, (current) => ({
        ...current,
        spec: { finalizers: [] },
      }));
  }

  /** Owners first, so that nothing is made anew while its parts are removed; events last. */
  #contentTypes(): string[] {
    const late = ["pods", "events"];
    const types = this.#store.catalog
      .all()
      .filter((type) => type.namespaced)
      .map((type) => type.key);
    return [...types.filter((key) => !late.includes(key)), ...late];
  }

  #remainders(name: string): Remainder[] {
    return this.#contentTypes().flatMap((resource) => {
      const objects = this.#store.list(resource, name);
      const finalizers = new Map<string, number>();
      for (const finalizer of objects.flatMap((object) => object.metadata.finalizers ?? [])) {
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
      }
      return objects.length === 0 ? [] : [{ resource, count: objects.length, finalizers }];
    });
  }

  #tell(namespace: KubeObject, left: readonly Remainder[]): void {
    const conditions = remainingConditions(left, record(namespace["status"])["conditions"]);
    this.#store.update(
      "namespaces",
      undefined,
      namespace.metadata.name,
      (current) => ({ ...current, status: { ...record(current["status"]), conditions } }),
      { subresource: "status" },
    );
  }
}

function remainingConditions(left: readonly Remainder[], before: unknown): Fields[] {
  const finalizers = new Map<string, number>();
  for (const [name, count] of left.flatMap((entry) => [...entry.finalizers])) {
    finalizers.set(name, (finalizers.get(name) ?? 0) + count);
  }
  const content = left.map(({ resource, count }) => `${resource} has ${count} resource instances`).join(", ");
  const holders = [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`).join(", ");
  const rows: [type: string, held: boolean, good: string, bad: string, message: string][] = [
    [
      "NamespaceDeletionDiscoveryFailure",
      false,
      "ResourcesDiscovered",
      "",
      "All resources successfully discovered",
    ],
    [
      "NamespaceDeletionGroupVersionParsingFailure",
      false,
      "ParsedGroupVersions",
      "",
      "All legacy kube types successfully parsed",
    ],
    [
      "NamespaceDeletionContentFailure",
      false,
      "ContentDeleted",
      "",
      "All content successfully deleted, may be waiting on finalization",
    ],
    [
      "NamespaceContentRemaining",
      true,
      "ContentRemoved",
      "SomeResourcesRemain",
      `Some resources are remaining: ${content}`,
    ],
    [
      "NamespaceFinalizersRemaining",
      finalizers.size > 0,
      "ContentHasNoFinalizers",
      "SomeFinalizersRemain",
      finalizers.size > 0
        ? `Some content in the namespace has finalizers remaining: ${holders}`
        : "All content-preserving finalizers finished",
    ],
  ];
  const old = Array.isArray(before) ? before : [];
  return rows.map(([type, isHeld, good, bad, message]) => {
    const status = isHeld ? "True" : "False";
    const known: unknown = old.find((entry) => record(entry)["type"] === type);
    const same = record(known)["status"] === status;
    const lastTransitionTime = same ? record(known)["lastTransitionTime"] : timestamp();
    return { type, status, lastTransitionTime, reason: isHeld ? bad : good, message };
  });
}
