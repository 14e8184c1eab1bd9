import "server-only";
import { Redis } from "ioredis";
import { LiveEvent } from "@/lib/contracts/events/live";
import type { EventChannel } from "@/lib/ports/outside";

const SUBSCRIBE_LIMIT_MS = 2_000;

/**
 * Live events over Redis pub/sub. One subscribing connection per process, made with the first listener and subscribed
 * again after every reconnection; events published meanwhile are lost here and found in PostgreSQL.
 */
export function createEventChannel(options: {
  redisUrl: string;
  /** Keeps several installations apart in one Redis. */
  channel?: string;
  /** Connection trouble, and messages that are no events. */
  onError?(error: Error): void;
}): EventChannel & { close(): Promise<void> } {
  const channel = options.channel ?? "holdfast:events";
  const onError = (error: Error) => options.onError?.(error);
  const listeners = new Set<(event: LiveEvent) => void>();
  const publisher = open(options.redisUrl, { maxRetriesPerRequest: 1 }, onError);
  let subscribing: { redis: Redis; ready: Promise<unknown> } | null = null;

  const receive = (text: string) => {
    const event = readEvent(text);
    if (event === null) {
      onError(new Error("A message on the event channel is no live event."));
      return;
    }
    for (const listener of [...listeners]) {
      try {
        listener(event);
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
  };

  const begin = () => {
    const redis = open(options.redisUrl, { maxRetriesPerRequest: null }, onError);
    redis.on("message", (_channel: string, text: string) => receive(text));
    return { redis, ready: redis.subscribe(channel).catch(onError) };
  };

  return {
    async publish(event) {
      await publisher.publish(channel, JSON.stringify(event));
    },

    async subscribe(listener) {
      // Each subscription is one entry, also when the same function subscribes twice.
      const entry = (event: LiveEvent) => listener(event);
      listeners.add(entry);
      subscribing ??= begin();
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise((resolve) => {
        timer = setTimeout(resolve, SUBSCRIBE_LIMIT_MS);
      });
      // With Redis away the reader is served all the same; events follow once it is back.
      await Promise.race([subscribing.ready, limit]);
      clearTimeout(timer);
      return async () => {
        listeners.delete(entry);
      };
    },

    async close() {
      listeners.clear();
      subscribing?.redis.disconnect();
      publisher.disconnect();
    },
  };
}

function open(
  url: string,
  options: { maxRetriesPerRequest: number | null },
  onError: (error: Error) => void,
): Redis {
  const redis = new Redis(url, {
    ...options,
    connectTimeout: 2_000,
    commandTimeout: options.maxRetriesPerRequest === null ? undefined : 2_000,
    retryStrategy: (times: number) => Math.min(times * 100, 2_000),
  });
  redis.on("error", onError);
  return redis;
}

function readEvent(text: string): LiveEvent | null {
  try {
    return LiveEvent.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
