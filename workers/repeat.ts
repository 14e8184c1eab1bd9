import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@/lib/telemetry/logger";

/**
 * Does `work` about every `ms` (jittered by a fifth, never two at once) until the signal aborts. A failure is logged
 * and the next turn comes all the same. Resolves when the last turn has ended.
 */
export async function repeat(
  name: string,
  ms: number,
  work: () => Promise<void>,
  { signal, logger }: { signal: AbortSignal; logger: Logger },
): Promise<void> {
  let failing = false;
  while (!signal.aborted) {
    try {
      await work();
      if (failing) logger.info({ task: name }, "works again");
      failing = false;
    } catch (error) {
      if (!failing) logger.error({ task: name, error }, "failed; it is tried again");
      failing = true;
    }
    await delay(ms * (0.8 + Math.random() * 0.4), undefined, { signal }).catch(() => undefined);
  }
}
