import { randomBytes } from "node:crypto";
import type { Store } from "@/sandbox/api/store";
import type { KubeObject } from "@/sandbox/api/types";

const REPEAT_AFTER_MS = 30_000;
const REMEMBERED = 2_000;

/** Writes Events of the node about pods, the same one at most every half minute. */
export class PodEvents {
  readonly #store: Store;
  readonly #recent = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
  }

  record(pod: KubeObject, type: "Normal" | "Warning", reason: string, message: string): void {
    const key = `${pod.metadata.uid}/${reason}/${message}`;
    const last = this.#recent.get(key);
    const now = Date.now();
    if (last !== undefined && now - last < REPEAT_AFTER_MS) return;
    if (this.#recent.size >= REMEMBERED) this.#recent.clear();
    this.#recent.set(key, now);
    const time = `${new Date(now).toISOString().slice(0, 19)}Z`;
    const { name, namespace, uid, resourceVersion } = pod.metadata;
    try {
      this.#store.create("events", {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: `${name}.${randomBytes(8).toString("hex")}`, namespace: namespace ?? "default" },
        involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid, resourceVersion },
        type,
        reason,
        message: message.slice(0, 1024),
        source: { component: "kubelet", host: "sandbox" },
        reportingComponent: "kubelet",
        reportingInstance: "sandbox",
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
        eventTime: null,
      });
    } catch {
      // A namespace that is being removed takes no more events.
    }
  }
}
