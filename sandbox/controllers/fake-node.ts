import { at } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import type { PodRuntime } from "@/sandbox/api/types";
import { crashed, finished, running, scriptOf, waiting } from "@/sandbox/controllers/fake-status";
import { isFinished, isTerminating, phaseOf } from "@/sandbox/controllers/pods";

/**
 * Simulates the pods no real node runs, by their fake/* annotations: one timer per pod while something is due,
 * none while it idles.
 */
export class FakeNode {
  readonly #store: Store;
  readonly #runtime: PodRuntime | undefined;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #unsubscribe: () => void;

  constructor(store: Store, runtime: PodRuntime | undefined) {
    this.#store = store;
    this.#runtime = runtime;
    this.#unsubscribe = store.subscribe("pods", ({ type, object, previous }) => {
      if (type === "DELETED") this.#cancel(object);
      else this.#follow(object, previous);
    });
    for (const pod of store.list("pods")) this.#follow(pod, undefined);
  }

  stop(): void {
    this.#unsubscribe();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Acts on the moments that start something: scheduled, running, marked for deletion. */
  #follow(pod: KubeObject, previous: KubeObject | undefined): void {
    if (at(pod, "spec", "nodeName") === undefined || this.#runtime?.runs(pod) === true) return;
    const script = scriptOf(pod);
    if (isTerminating(pod)) {
      if (previous === undefined || !isTerminating(previous)) {
        this.#later(pod, script.terminateMilliseconds, (current) => this.#terminate(current));
      }
      return;
    }
    const scheduled = previous === undefined || at(previous, "spec", "nodeName") === undefined;
    if (scheduled && phaseOf(pod) === "Pending") {
      this.#later(pod, script.startMilliseconds, (current) => this.#start(current));
    } else if (phaseOf(pod) === "Running" && (previous === undefined || phaseOf(previous) !== "Running")) {
      this.#planEnd(pod);
    }
  }

  #planEnd(pod: KubeObject): void {
    const script = scriptOf(pod);
    const restarts = at(pod, "spec", "restartPolicy") === "Always";
    if (restarts && script.exitCode === 0) return;
    if (!restarts && script.runMilliseconds === undefined) return;
    this.#later(pod, script.runMilliseconds ?? 500, (current) => this.#end(current));
  }

  #start(pod: KubeObject): void {
    const { waitingReason, ready, exitCode } = scriptOf(pod);
    // A container that will crash must not look available before it does.
    const crashes = exitCode !== 0 && at(pod, "spec", "restartPolicy") === "Always";
    this.#write(pod, (current) =>
      waitingReason === undefined ? running(current, ready && !crashes) : waiting(current, waitingReason),
    );
  }

  #end(pod: KubeObject): void {
    const { exitCode, message } = scriptOf(pod);
    const policy = at(pod, "spec", "restartPolicy");
    const again = exitCode !== 0 && (policy === "Always" || policy === "OnFailure");
    this.#write(pod, (current) =>
      again ? crashed(current, exitCode, message) : finished(current, exitCode, message),
    );
  }

  #terminate(pod: KubeObject): void {
    const { name, namespace } = pod.metadata;
    if (!isFinished(pod) && phaseOf(pod) === "Running")
      this.#write(pod, (current) => finished(current, 143, undefined));
    if (this.#store.get("pods", namespace, name)?.metadata.uid !== pod.metadata.uid) return;
    this.#store.remove("pods", namespace, name, { force: true });
  }

  #write(pod: KubeObject, change: (current: KubeObject) => KubeObject): void {
    const { name, namespace } = pod.metadata;
    this.#store.update("pods", namespace, name, change, { subresource: "status" });
  }

  #later(pod: KubeObject, milliseconds: number, act: (current: KubeObject) => void): void {
    this.#cancel(pod);
    const { uid = "", name, namespace } = pod.metadata;
    const timer = setTimeout(() => {
      this.#timers.delete(uid);
      const current = this.#store.get("pods", namespace, name);
      if (current?.metadata.uid === uid) act(current);
    }, milliseconds);
    this.#timers.set(uid, timer);
  }

  #cancel({ metadata: { uid = "" } }: KubeObject): void {
    clearTimeout(this.#timers.get(uid));
    this.#timers.delete(uid);
  }
}
