import "server-only";
import { setMaxListeners } from "node:events";

export type Limited = {
  signal: AbortSignal;
  /** True when the time was up before the caller gave up. */
  expired(): boolean;
  /** No time limit from here on; the caller's signal still counts. */
  stopClock(): void;
  /** Lets go of the caller's signal, which may live as long as the process. */
  release(): void;
};

/**
 * A signal that aborts with the caller's, or after `limitMs`. By hand rather than by AbortSignal.any and .timeout, whose
 * signals and timers stay in memory until the limit is over, however short the request was.
 */
export function limited(caller: AbortSignal, limitMs: number): Limited {
  const controller = new AbortController();
  let late = false;
  const onAbort = () => controller.abort(caller.reason);
  const timer = setTimeout(() => {
    late = true;
    controller.abort(new Error(`Nothing within ${limitMs} ms.`));
  }, limitMs);
  // One caller may have any number of requests at once; each lets go when it ends.
  setMaxListeners(0, caller);
  if (caller.aborted) onAbort();
  else caller.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    expired: () => late,
    stopClock: () => clearTimeout(timer),
    release() {
      clearTimeout(timer);
      caller.removeEventListener("abort", onAbort);
    },
  };
}
