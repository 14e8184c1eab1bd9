import { type ProbeTarget, runProbe } from "@/sandbox/node/probe-run";
import {
  initialProbeState,
  type ProbeKind,
  probeOf,
  recordResult,
  timingOf,
} from "@/sandbox/node/probe-state";

export type ProbeListener = {
  onStarted(): void;
  onReady(ready: boolean): void;
  /** The container must be killed: its startup or liveness probe failed for good. */
  onDead(kind: ProbeKind, message: string): void;
  /** A single failure, for an event. */
  onUnhealthy(kind: ProbeKind, message: string): void;
};

/**
 * Probes one running container until the returned function is called. Liveness and readiness wait for the
 * startup probe; without a readiness probe a started container is ready.
 */
export function startProbes(container: unknown, target: ProbeTarget, listener: ProbeListener): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  const loop = (kind: ProbeKind, onVerdict: (verdict: "pass" | "fail", message: string) => boolean) =>
    void probeLoop(kind, container, target, listener, signal, onVerdict);
  const afterStart = () => {
    if (signal.aborted) return;
    listener.onStarted();
    if (probeOf(container, "readiness") === undefined) listener.onReady(true);
    else {
      loop("readiness", (verdict) => {
        listener.onReady(verdict === "pass");
        return true;
      });
    }
    loop("liveness", (verdict, message) => {
      if (verdict === "fail") listener.onDead("liveness", message);
      return verdict === "pass";
    });
  };
  if (probeOf(container, "startup") === undefined) afterStart();
  else {
    loop("startup", (verdict, message) => {
      if (verdict === "pass") afterStart();
      else listener.onDead("startup", message);
      return false;
    });
  }
  return () => abort.abort();
}

/** Repeats a probe; `onVerdict` returns whether to go on. A container without this probe ends at once. */
async function probeLoop(
  kind: ProbeKind,
  container: unknown,
  target: ProbeTarget,
  listener: ProbeListener,
  signal: AbortSignal,
  onVerdict: (verdict: "pass" | "fail", message: string) => boolean,
): Promise<void> {
  const probe = probeOf(container, kind);
  if (probe === undefined) return;
  const timing = timingOf(probe);
  let state = initialProbeState(kind);
  await pause(timing.initialDelay, signal);
  while (!signal.aborted) {
    const result = await runProbe(probe, target, timing.timeout);
    if (signal.aborted) return;
    const recorded = recordResult(state, result.succeeded, timing);
    state = recorded.state;
    if (!result.succeeded) listener.onUnhealthy(kind, result.message);
    if (recorded.verdict !== undefined && !onVerdict(recorded.verdict, result.message)) return;
    await pause(timing.period, signal);
  }
}

/** Waits, or returns early when the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
