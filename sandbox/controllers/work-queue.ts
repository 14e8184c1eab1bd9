const firstRetryMilliseconds = 100;
const longestRetryMilliseconds = 30_000;
const mostPerTurn = 200;

/**
 * Keys to reconcile, each once however often it was added meanwhile. Work happens after the event that caused it,
 * in the order of arrival, in slices that leave the event loop room. A failure is tried again, ever later.
 */
export class WorkQueue {
  readonly #name: string;
  readonly #reconcile: (key: string) => void;
  readonly #waiting = new Set<string>();
  readonly #timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();
  readonly #failures = new Map<string, number>();
  #scheduled: NodeJS.Immediate | undefined;
  #stopped = false;

  constructor(name: string, reconcile: (key: string) => void) {
    this.#name = name;
    this.#reconcile = reconcile;
  }

  add(key: string): void {
    if (this.#stopped) return;
    this.#waiting.add(key);
    this.#scheduled ??= setImmediate(() => this.#work());
  }

  /** Adds the key after a delay; an earlier appointment stands. */
  addAfter(key: string, milliseconds: number): void {
    if (this.#stopped) return;
    const at = Date.now() + Math.max(0, milliseconds);
    const known = this.#timers.get(key);
    if (known !== undefined && known.at <= at) return;
    clearTimeout(known?.timer);
    const timer = setTimeout(
      () => {
        this.#timers.delete(key);
        this.add(key);
      },
      Math.min(Math.max(0, milliseconds), 2 ** 31 - 1),
    );
    this.#timers.set(key, { at, timer });
  }

  stop(): void {
    this.#stopped = true;
    if (this.#scheduled !== undefined) clearImmediate(this.#scheduled);
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting.clear();
  }

  #work(): void {
    this.#scheduled = undefined;
    let done = 0;
    for (const key of this.#waiting) {
      this.#waiting.delete(key);
      this.#one(key);
      if (++done >= mostPerTurn) break;
    }
    if (this.#waiting.size > 0 && !this.#stopped) this.#scheduled = setImmediate(() => this.#work());
  }

  #one(key: string): void {
    try {
      this.#reconcile(key);
      this.#failures.delete(key);
    } catch (error) {
      const failures = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, failures);
      if (failures === 1) console.error(`sandbox: the ${this.#name} controller failed on ${key}`, error);
      this.addAfter(key, Math.min(firstRetryMilliseconds * 2 ** failures, longestRetryMilliseconds));
    }
  }
}

export type Place = { namespace: string; name: string };

export const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ""}/${name}`;

export function placeOf(key: string): Place {
  const cut = key.indexOf("/");
  return { namespace: key.slice(0, cut), name: key.slice(cut + 1) };
}
