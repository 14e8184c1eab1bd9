import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { shortId, testRedisUrl } from "@/lib/testing/cluster-contract";
import { createEventChannel } from "./events";

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const event = (): LiveEvent => ({
  id: randomUUID(),
  type: "operation.changed",
  at: new Date().toISOString(),
  tenantId: null,
  environmentId: null,
  subject: { kind: "operation", id: randomUUID() },
});
function open(channel: string, redisUrl = testRedisUrl()) {
  const onError = vi.fn();
  const made = createEventChannel({ redisUrl, channel, onError });
  closing.push(() => made.close());
  return { ...made, onError };
}
async function admin(): Promise<Redis> {
  const redis = new Redis(testRedisUrl());
  closing.push(() => redis.disconnect());
  return redis;
}

describe("the event channel", () => {
  it("reaches every listener of every process, until it leaves", async () => {
    const channel = `test-${shortId()}`;
    const [here, there] = [open(channel), open(channel)];
    const [one, two, three] = [vi.fn(), vi.fn(), vi.fn()];
    const leave = await here.subscribe(one);
    await here.subscribe(two);
    await there.subscribe(three);
    const first = event();
    await there.publish(first);
    await vi.waitFor(() => expect(three).toHaveBeenCalledWith(first));
    await vi.waitFor(() => expect(one).toHaveBeenCalledWith(first));
    await leave();
    await there.publish(event());
    await vi.waitFor(() => expect(two).toHaveBeenCalledTimes(2));
    expect(one).toHaveBeenCalledTimes(1);
  });

  it("uses one subscribing connection, however many listen", async () => {
    const channel = `test-${shortId()}`;
    const here = open(channel);
    for (let count = 0; count < 5; count += 1) await here.subscribe(() => undefined);
    const [, subscribers] = (await (await admin()).pubsub("NUMSUB", channel)) as [string, number];
    expect(subscribers).toBe(1);
  });

  it("subscribes again by itself after its connection was cut", async () => {
    const channel = `test-${shortId()}`;
    const here = open(channel);
    const heard = vi.fn();
    await here.subscribe(heard);
    const redis = await admin();
    await redis.call("CLIENT", "KILL", "TYPE", "pubsub");
    await vi.waitFor(async () => {
      await here.publish(event());
      expect(heard).toHaveBeenCalled();
    }, 5_000);
  });

  it("tells what is no event, and a listener that throws, and goes on", async () => {
    const channel = `test-${shortId()}`;
    const here = open(channel);
    const heard = vi.fn();
    await here.subscribe(() => {
      throw new Error("a listener's bug");
    });
    await here.subscribe(heard);
    await (await admin()).publish(channel, '{"type":1}');
    await here.publish(event());
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
    expect(here.onError.mock.calls.map(([error]) => String(error))).toEqual([
      expect.stringContaining("no live event"),
      expect.stringContaining("a listener's bug"),
    ]);
  });

  it("tells a publisher that Redis is away, and serves a reader all the same", async () => {
    const away = open("any", "redis://127.0.0.1:9");
    const began = Date.now();
    await expect(away.publish(event())).rejects.toThrow();
    await away.subscribe(() => undefined);
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(away.onError).toHaveBeenCalled();
  });
});
