import type { LiveEvent } from "@/lib/contracts/events/live";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import type { Erp, EventChannel, ImageRegistry } from "@/lib/ports/outside";

/** An ERP whose checks pass, except those put into `failing` with what they say. */
export class FakeErp implements Erp {
  readonly failing = new Map<string, string>();
  /** Thrown by the next calls, one each. */
  readonly trouble: Error[] = [];
  runs = 0;

  async smoke(
    _target: Parameters<Erp["smoke"]>[0],
    checks: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly SmokeCheck[]> {
    signal.throwIfAborted();
    const error = this.trouble.shift();
    if (error !== undefined) throw error;
    this.runs += 1;
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
