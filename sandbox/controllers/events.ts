import { timestamp } from "@/sandbox/api/json";
import { randomSuffix } from "@/sandbox/api/lifecycle";
import type { KubeObject, Store } from "@/sandbox/api/store";

const lifetimeMilliseconds = 60 * 60_000;
const sweepMilliseconds = 5 * 60_000;

/** Notes an event about an object. Events are a courtesy: one that cannot be stored is dropped. */
export function note(
  store: Store,
  about: KubeObject,
  reason: string,
  message: string,
  type = "Normal",
): void {
  const { name, namespace = "default", uid, resourceVersion } = about.metadata;
  const now = timestamp();
  const { apiVersion, kind } = about;
  try {
    store.create("events", {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `${name}.${Date.now().toString(16)}${randomSuffix()}`, namespace },
      involvedObject: { apiVersion, kind, name, namespace, uid, resourceVersion },
      reason,
      message,
      type,
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
      source: { component: `${kind.toLowerCase()}-controller` },
    });
  } catch {
    // The namespace may be going, or the quota be full.
  }
}

/** Removes events after an hour, as the API server does. Returns the function that stops it. */
export function expireEvents(store: Store): () => void {
  const sweep = (): void => {
    const oldest = Date.now() - lifetimeMilliseconds;
    for (const event of store.list("events")) {
      const { creationTimestamp, namespace, name } = event.metadata;
      if (Date.parse(creationTimestamp ?? "") < oldest) store.remove("events", namespace, name);
    }
  };
  const timer = setInterval(sweep, sweepMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
