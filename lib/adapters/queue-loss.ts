import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { TransientFailure } from "@/lib/ports/failure";
import type { QueueLoss } from "@/lib/ports/outside";
import { QUEUE, type QueueOptions } from "./bullmq";

const AGAIN_MS = 100;
const LONGEST_MS = 60_000;
const KEYS_AT_ONCE = 500;

/** Empties the queue in Redis as a Redis would that lost it: every key it has there, whoever holds it. */
export function createQueueLoss(options: QueueOptions): QueueLoss & { close(): Promise<void> } {
  const stopping = new AbortController();
  const base = `${options.prefix ?? "bull"}:${QUEUE}`;
  let under: Promise<void> = Promise.resolve();

  /** A connection of its own for as long as it takes: drills are rare. */
  const open = () => {
    const redis = new Redis(options.redisUrl, {
      lazyConnect: true,
      maxRetriesPerRequest: 1,
      connectTimeout: 2_000,
      commandTimeout: 5_000,
      retryStrategy: () => null,
    });
    redis.on("error", (error: Error) => options.onError?.(error));
    return redis;
  };

  return {
    async lose(milliseconds) {
      const redis = open();
      try {
        const jobs = await counted(redis, base);
        await empty(redis, base);
        const until = performance.now() + Math.min(milliseconds, LONGEST_MS);
        under = keepEmpty(redis, base, { until, stopping: stopping.signal })
          .catch((error: unknown) =>
            options.onError?.(error instanceof Error ? error : new Error(String(error))),
          )
          .finally(() => redis.disconnect());
        return jobs;
      } catch (error) {
        redis.disconnect();
        throw new TransientFailure("The job queue does not answer.", { cause: error });
      }
    },
    async close() {
      stopping.abort();
      await under;
    },
  };
}

async function counted(redis: Redis, base: string): Promise<number> {
  const lists = await Promise.all(["wait", "active", "paused"].map((name) => redis.llen(`${base}:${name}`)));
  const sets = await Promise.all(["delayed", "prioritized"].map((name) => redis.zcard(`${base}:${name}`)));
  return [...lists, ...sets].reduce((sum, one) => sum + one, 0);
}

async function empty(redis: Redis, base: string): Promise<void> {
  for await (const keys of redis.scanStream({ match: `${base}:*`, count: KEYS_AT_ONCE }))
    if (Array.isArray(keys) && keys.length > 0) await redis.unlink(...keys.map(String));
}

async function keepEmpty(
  redis: Redis,
  base: string,
  { until, stopping }: { until: number; stopping: AbortSignal },
): Promise<void> {
  while (performance.now() < until && !stopping.aborted) {
    await delay(AGAIN_MS, undefined, { signal: stopping }).catch(() => undefined);
    await empty(redis, base);
  }
}
