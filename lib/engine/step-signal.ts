import "server-only";

/** The longest a timer can wait; more would end at once. */
const MAX_MS = 2 ** 31 - 1;

export type StepSignal = {
  signal: AbortSignal;
  /** The step's own limit has passed; not asked of `signal`, which others abort too. */
  reached(): boolean;
  /** To be called when the step is over: nothing of it is kept until its limit would have passed. */
  clear(): void;
};

/** Aborts after `limitMs`, or with the first of the others. */
export function stepSignal(limitMs: number, others: readonly AbortSignal[]): StepSignal {
  const controller = new AbortController();
  let limitReached = false;
  const timer = setTimeout(
    () => {
      limitReached = true;
      controller.abort(new DOMException("The step did not end within its limit.", "TimeoutError"));
    },
    Math.min(limitMs, MAX_MS),
  );
  const follow = (event: Event) => controller.abort((event.target as AbortSignal).reason);
  for (const other of others) {
    if (other.aborted) controller.abort(other.reason);
    else other.addEventListener("abort", follow, { once: true });
  }
  return {
    signal: controller.signal,
    reached: () => limitReached,
    clear() {
      clearTimeout(timer);
      for (const other of others) other.removeEventListener("abort", follow);
    },
  };
}
