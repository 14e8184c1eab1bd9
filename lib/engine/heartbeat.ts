import "server-only";
import type { Clock } from "./clock";
import type { Lease, Ledger } from "./ledger";

/** How often a lease is renewed: at the latest after this time its former holder hears that it is gone. */
export const beatMs = (leaseMs: number): number => Math.max(10, Math.floor(leaseMs / 3));

export type Heartbeat = {
  /** True while the lease cannot have lapsed by this process's own reckoning; once it can have, the lease is lost. */
  fresh(): boolean;
  /** Asks the ledger now instead of at the next beat. */
  check(): void;
  stop(): void;
};

/**
 * Renews the lease every third of it. `onLost` is called once: when the ledger says so, or when it could not be
 * reached for a whole lease, or when this process stood still that long.
 */
export function startHeartbeat(args: {
  ledger: Ledger;
  lease: Lease;
  leaseMs: number;
  clock: Clock;
  onLost(): void;
}): Heartbeat {
  let renewedAt = args.clock.monotonicMs();
  let stopped = false;
  let lost = false;
  let asking = false;
  let askAgain = false;
  const fresh = () => !lost && args.clock.monotonicMs() - renewedAt < args.leaseMs;
  const lose = () => {
    if (stopped) return;
    stopped = true;
    lost = true;
    clearInterval(timer);
    args.onLost();
  };
  const beat = async () => {
    // Lapsed by this process's own clock: another may act by now, whatever the ledger would answer.
    if (!fresh()) return lose();
    if (asking) return;
    asking = true;
    const askedAt = args.clock.monotonicMs();
    try {
      if (await args.ledger.heartbeat(args.lease, args.leaseMs)) renewedAt = askedAt;
      else lose();
    } catch {
      // Asked again at the next beat, for as long as the lease lasts.
    } finally {
      if (!fresh()) lose();
      asking = false;
      if (askAgain && !stopped) check();
    }
  };
  /** An answer that is under way may be older than what one wants to know: then it is asked once more. */
  const check = () => {
    if (stopped) return;
    askAgain = asking;
    if (!asking) void beat();
  };
  const timer = setInterval(() => void beat(), beatMs(args.leaseMs));
  return {
    fresh() {
      if (!fresh()) lose();
      return fresh();
    },
    check,
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
