import "server-only";
import type { Heartbeat } from "./heartbeat";

/**
 * The same signal, which also looks at the lease whenever it is asked. A process that stood still reads what arrived
 * meanwhile before its timers run: without this a thawed worker acts once more before its heartbeat finds out.
 */
export function underLease(signal: AbortSignal, heartbeat: Pick<Heartbeat, "fresh">): AbortSignal {
  const aborted = (): boolean => {
    // Finding the lease stale aborts the signal that this one follows, at once.
    if (!signalAborted(signal)) heartbeat.fresh();
    return signalAborted(signal);
  };
  Object.defineProperties(signal, {
    aborted: { get: aborted },
    throwIfAborted: {
      value() {
        if (aborted()) throw signal.reason;
      },
    },
  });
  return signal;
}

const native = Object.getOwnPropertyDescriptor(AbortSignal.prototype, "aborted")?.get;

const signalAborted = (signal: AbortSignal): boolean => native?.call(signal) === true;
