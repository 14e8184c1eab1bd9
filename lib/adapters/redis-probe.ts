import "server-only";
import { Redis } from "ioredis";

export type RedisProbe = { ping(): Promise<void>; close(): Promise<void> };

/** A connection of its own for readiness: it fails fast while Redis is away and heals by itself. */
export function createRedisProbe(url: string): RedisProbe {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    retryStrategy: (times) => Math.min(times * 200, 2_000),
  });
  // Trouble is what a ping tells; without a listener it would end the process.
  redis.on("error", () => {});
  return {
    ping: async () => void (await redis.ping()),
    close: async () => redis.disconnect(),
  };
}
