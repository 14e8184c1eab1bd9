import "server-only";
import type { Database, Tx } from "@/lib/data/client";
import type { HealthChange } from "@/lib/domain/health/verdict";
import type { EventChannel } from "@/lib/ports/outside";
import type { Signals } from "@/lib/ports/signals";

export type HealthSweepDependencies = {
  db: Database;
  channel: EventChannel;
  signals: Signals;
  /** Told of every change of state, in the transaction that writes it. */
  raise(tx: Tx, changes: readonly HealthChange[]): Promise<void>;
};
