import "server-only";
import type { ClusterWaits } from "@/lib/ports/cluster";
import { podFact } from "./pod-fact";
import type { Pod } from "./shapes";
import type { SharedWatch } from "./shared-watch";

/** Changes of one namespace within this time are told as one: a rolling update is a burst. */
const COALESCE_MS = 20;

/** Tells the pods of every namespace at each change and after each complete list, until the signal aborts. */
export function watchPods(
  watch: SharedWatch<Pod>,
  options: Parameters<ClusterWaits["pods"]>[0],
): Promise<void> {
  return new Promise((resolve) => {
    if (options.signal.aborted) {
      resolve();
      return;
    }
    const waiting = new Map<string, NodeJS.Timeout>();
    const tell = (namespace: string) => {
      waiting.delete(namespace);
      const pods = watch
        .inNamespace(namespace)
        .map(podFact)
        .sort((left, right) => (left.name < right.name ? -1 : 1));
      options.onChange({ namespace, pods, observedAt: new Date() });
    };
    const soon = (namespace: string) => {
      if (!waiting.has(namespace)) {
        waiting.set(
          namespace,
          setTimeout(() => tell(namespace), COALESCE_MS),
        );
      }
    };
    const leave = watch.subscribe({
      onNamespace: soon,
      onReachable: options.onReachable,
      onUnreachable: options.onUnreachable,
      onListed(namespaces) {
        for (const namespace of namespaces) soon(namespace);
        options.onListed?.(new Set(watch.namespaces()), new Date());
      },
    });
    const stop = () => {
      leave();
      for (const timer of waiting.values()) clearTimeout(timer);
      resolve();
    };
    options.signal.addEventListener("abort", stop, { once: true });
  });
}
