type Key = readonly unknown[];

/** Events of one burst are gathered this long before the page asks again. Part of the 500 ms to the eye. */
const GATHER_MS = 20;
/** A round that takes longer than this is not waited for. */
const LONGEST_ROUND_MS = 5_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Gathers what events made old and asks for it in rounds, one after the other: a server that is slow is asked less
 * often, not more, and no answer on its way is thrown away for the next. `ask` resolves once a key's answers are there.
 */
export function gatherKeys(ask: (key: Key) => Promise<unknown>): (keys: readonly Key[]) => void {
  let pending = new Map<string, Key>();
  let asking = false;
  const rounds = async () => {
    asking = true;
    while (pending.size > 0) {
      await pause(GATHER_MS);
      const keys = [...pending.values()];
      pending = new Map();
      await Promise.race([Promise.allSettled(keys.map(ask)), pause(LONGEST_ROUND_MS)]);
    }
    asking = false;
  };
  return (keys) => {
    for (const key of keys) pending.set(JSON.stringify(key), key);
    if (!asking) void rounds();
  };
}
