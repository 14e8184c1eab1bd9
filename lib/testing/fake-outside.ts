import type { LiveEvent } from "@/lib/contracts/events/live";
import type { ErpActivity } from "@/lib/domain/health/activity";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import type { LossCount } from "@/lib/domain/recovery/loss";
import type { Erp, ErpTarget, EventChannel, ImageRegistry, QueueLoss } from "@/lib/ports/outside";

/** An ERP whose checks pass, except those put into `failing` with what they say. */
export class FakeErp implements Erp {
  readonly failing = new Map<string, string>();
  /** Thrown by the next calls, one each. */
  readonly trouble: Error[] = [];
  runs = 0;
  /** Services the checks were run through. */
  readonly services: string[] = [];
  /** What still runs, one answer for each question; nothing once they are used up. */
  readonly busy: ErpActivity[] = [];
  /** Status of the warmed pages. */
  pageStatus = 200;
  warmed = 0;

  /** What was written since any moment; an ERP that does not answer throws. */
  written: readonly LossCount[] = [{ name: "orders", count: 3 }];

  async countSince(_target: ErpTarget, _since: Date, signal: AbortSignal): Promise<readonly LossCount[]> {
    signal.throwIfAborted();
    const error = this.trouble.shift();
    if (error !== undefined) throw error;
    return this.written;
  }

  async activity(_target: ErpTarget, signal: AbortSignal): Promise<ErpActivity> {
    signal.throwIfAborted();
    return this.busy.shift() ?? { jobs: 0, crons: 0, transactions: 0, longestSeconds: 0 };
  }

  async warm(_target: ErpTarget, signal: AbortSignal): Promise<{ requests: number; worstStatus: number }> {
    signal.throwIfAborted();
    this.warmed += 1;
    return { requests: 3, worstStatus: this.pageStatus };
  }

  async smoke(
    target: ErpTarget,
    checks: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly SmokeCheck[]> {
    signal.throwIfAborted();
    const error = this.trouble.shift();
    if (error !== undefined) throw error;
    this.runs += 1;
    this.services.push(target.service);
    return checks.map((name) => {
      const detail = this.failing.get(name);
      return { name, ok: detail === undefined, milliseconds: 12, detail: detail ?? "" };
    });
  }
}

export class FakeRegistry implements ImageRegistry {
  readonly missing = new Set<string>();

  async exists(_repository: string, digest: string): Promise<boolean> {
    return !this.missing.has(digest);
  }
}

/** The doorbells' queue; it remembers for how long it was taken away. */
export class FakeQueue implements QueueLoss {
  readonly lost: number[] = [];

  async lose(milliseconds: number): Promise<number> {
    this.lost.push(milliseconds);
    return 3;
  }
}

/** Hands events to listeners of the same process and remembers them. */
export class FakeChannel implements EventChannel {
  readonly published: LiveEvent[] = [];
  readonly #listeners = new Set<(event: LiveEvent) => void>();

  async publish(event: LiveEvent): Promise<void> {
    this.published.push(event);
    for (const listener of this.#listeners) listener(event);
  }

  async subscribe(listener: (event: LiveEvent) => void): Promise<() => Promise<void>> {
    this.#listeners.add(listener);
    return async () => void this.#listeners.delete(listener);
  }
}
