import type { KubeObject } from "@/sandbox/api/types";

const byName = (left: KubeObject, right: KubeObject): number =>
  left.metadata.name < right.metadata.name ? -1 : left.metadata.name > right.metadata.name ? 1 : 0;

/** The objects of one type, by namespace ("" for cluster-scoped ones) and name. */
export class Collection {
  readonly #namespaces = new Map<string, Map<string, KubeObject>>();

  get(namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#namespaces.get(namespace ?? "")?.get(name);
  }

  put(object: KubeObject): void {
    const namespace = object.metadata.namespace ?? "";
    const objects = this.#namespaces.get(namespace) ?? new Map<string, KubeObject>();
    objects.set(object.metadata.name, object);
    this.#namespaces.set(namespace, objects);
  }

  remove(object: KubeObject): void {
    const namespace = object.metadata.namespace ?? "";
    const objects = this.#namespaces.get(namespace);
    objects?.delete(object.metadata.name);
    if (objects?.size === 0) this.#namespaces.delete(namespace);
  }

  /** In namespace/name order; without a namespace, those of all namespaces. */
  list(namespace?: string): KubeObject[] {
    if (namespace !== undefined) return [...(this.#namespaces.get(namespace)?.values() ?? [])].sort(byName);
    return [...this.#namespaces.keys()].sort().flatMap((name) => this.list(name));
  }

  count(namespace: string): number {
    return this.#namespaces.get(namespace)?.size ?? 0;
  }
}
