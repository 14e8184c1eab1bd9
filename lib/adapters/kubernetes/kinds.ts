import "server-only";
import type { Deployment, Job, Pod, ReplicaSet } from "./shapes";
import { SharedWatch, type WatchTiming } from "./shared-watch";
import type { Transport } from "./transport";

/** The four things that are waited on, each watched once per cluster. */
export type Watches = {
  pods: SharedWatch<Pod>;
  deployments: SharedWatch<Deployment>;
  replicaSets: SharedWatch<ReplicaSet>;
  jobs: SharedWatch<Job>;
};

export function createWatches(transport: Transport, timing?: WatchTiming): Watches {
  return {
    pods: new SharedWatch<Pod>(transport, "/api/v1/pods", timing),
    deployments: new SharedWatch<Deployment>(transport, "/apis/apps/v1/deployments", timing),
    replicaSets: new SharedWatch<ReplicaSet>(transport, "/apis/apps/v1/replicasets", timing),
    jobs: new SharedWatch<Job>(transport, "/apis/batch/v1/jobs", timing),
  };
}

/**
 * Calls `look` whenever one of the watches says that something changed in the namespace, at most once per turn, until
 * it returns a value or throws. Rejects with the signal's reason when that comes first.
 */
export function lookUntil<R>(
  watches: readonly { subscribe: SharedWatch<Pod>["subscribe"] }[],
  namespace: string,
  signal: AbortSignal,
  look: () => R | undefined,
): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    let scheduled = false;
    let leave: (() => void)[] = [];
    const settle = (finish: () => void) => {
      for (const each of leave) each();
      leave = [];
      signal.removeEventListener("abort", onAbort);
      finish();
    };
    const onAbort = () => settle(() => reject(signal.reason));
    const now = () => {
      scheduled = false;
      if (signal.aborted || leave.length === 0) return;
      try {
        const result = look();
        if (result !== undefined) settle(() => resolve(result));
      } catch (error) {
        settle(() => reject(error));
      }
    };
    const soon = () => {
      if (scheduled) return;
      scheduled = true;
      setImmediate(now);
    };
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    signal.addEventListener("abort", onAbort, { once: true });
    const listener = { onNamespace: (changed: string) => changed === namespace && soon(), onListed: soon };
    leave = watches.map((watch) => watch.subscribe(listener));
    soon();
  });
}
