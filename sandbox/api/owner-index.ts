import type { KubeObject } from "@/sandbox/api/types";

export type Reference = { resource: string; namespace: string | undefined; name: string; uid: string };

/** Who exists (by uid) and who depends on whom (by the owner's uid). */
export class OwnerIndex {
  readonly #known = new Map<string, Reference>();
  readonly #dependents = new Map<string, Map<string, Reference>>();

  add(resource: string, object: KubeObject): void {
    const { uid, namespace, name, ownerReferences } = object.metadata;
    if (uid === undefined) return;
    const reference = { resource, namespace, name, uid };
    this.#known.set(uid, reference);
    for (const owner of ownerReferences ?? []) {
      const dependents = this.#dependents.get(owner.uid) ?? new Map<string, Reference>();
      dependents.set(uid, reference);
      this.#dependents.set(owner.uid, dependents);
    }
  }

  remove(object: KubeObject): void {
    const { uid, ownerReferences } = object.metadata;
    if (uid === undefined) return;
    this.#known.delete(uid);
    for (const owner of ownerReferences ?? []) {
      const dependents = this.#dependents.get(owner.uid);
      dependents?.delete(uid);
      if (dependents?.size === 0) this.#dependents.delete(owner.uid);
    }
  }

  find(uid: string): Reference | undefined {
    return this.#known.get(uid);
  }

  dependents(uid: string): Reference[] {
    return [...(this.#dependents.get(uid)?.values() ?? [])];
  }
}
