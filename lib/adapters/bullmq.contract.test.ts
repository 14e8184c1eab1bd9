import { randomUUID } from "node:crypto";
import { Queue } from "bullmq";
import { afterEach, describe, expect, it, vi } from "vitest";
import { TransientFailure } from "@/lib/ports/failure";
import { shortId, testRedisUrl } from "@/lib/testing/cluster-contract";
import { createJobBell, type RunningWorker, startWorker } from "./bullmq";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Handler = (payload: { operationId: string }, signal: AbortSignal) => Promise<void>;
function setUp(handler: Handler, redisUrl = testRedisUrl()) {
  const prefix = `test-${shortId()}`;
  const bell = createJobBell({ redisUrl, prefix });
  const onFailed = vi.fn();
  const start = (): RunningWorker => {
    const worker = startWorker({
      redisUrl,
      prefix,
      concurrency: 4,
      handlers: { "operation.run": handler },
      onFailed,
    });
    closing.push(() => worker.close(1_000));
    return worker;
  };
  closing.push(() => bell.close());
  return { bell, start, onFailed, prefix };
}
function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}
const untilCalled = (mock: ReturnType<typeof vi.fn>, times: number) =>
  vi.waitFor(() => expect(mock).toHaveBeenCalledTimes(times), 5_000);

describe("the doorbell", () => {
  it("hands over identifiers, and rings twice as once", async () => {
    const handler = vi.fn<Handler>(async () => undefined);
    const { bell, start } = setUp(handler);
    const [one, two] = [randomUUID(), randomUUID()];
    await bell.ring("operation.run", { operationId: one });
    await bell.ring("operation.run", { operationId: one });
    await bell.ring("operation.run", { operationId: two });
    start();
    await untilCalled(handler, 2);
    expect(handler.mock.calls.map(([payload]) => payload.operationId)).toEqual([one, two]);
  });

  it("rings again at once after the job ended, well or badly", async () => {
    const handler = vi.fn<Handler>(async () => {
      if (handler.mock.calls.length === 1) throw new Error("first time fails");
    });
    const { bell, start, onFailed } = setUp(handler);
    start();
    const operationId = randomUUID();
    for (const times of [1, 2, 3]) {
      await bell.ring("operation.run", { operationId });
      await untilCalled(handler, times);
    }
    expect(onFailed).toHaveBeenCalledTimes(1);
    expect(onFailed.mock.calls[0]?.[1]).toMatchObject({ message: "first time fails" });
  });

  it("is heard while the same job is being worked on: a dead worker's job blocks nobody", async () => {
    const held = deferred();
    const handler = vi.fn<Handler>();
    handler.mockResolvedValue(undefined).mockImplementationOnce(() => held.promise);
    const { bell, start } = setUp(handler);
    start();
    const operationId = randomUUID();
    await bell.ring("operation.run", { operationId });
    await untilCalled(handler, 1);
    await bell.ring("operation.run", { operationId });
    await untilCalled(handler, 2);
    held.resolve();
  });

  it("fails fast when Redis is away", async () => {
    const { bell } = setUp(async () => undefined, "redis://127.0.0.1:9");
    const began = Date.now();
    await expect(bell.ring("operation.run", { operationId: randomUUID() })).rejects.toBeInstanceOf(
      TransientFailure,
    );
    expect(Date.now() - began).toBeLessThan(3_500);
  });
});

describe("the worker", () => {
  it("refuses jobs nobody handles and payloads that do not fit", async () => {
    const handler = vi.fn<Handler>(async () => undefined);
    const { start, onFailed, prefix } = setUp(handler);
    start();
    const queue = new Queue("holdfast", { prefix, connection: { url: testRedisUrl() } });
    closing.push(() => queue.close());
    await queue.add("operation.dance", {});
    await queue.add("operation.run", { operationId: "not an id" });
    await untilCalled(onFailed, 2);
    expect(handler).not.toHaveBeenCalled();
    expect(String(onFailed.mock.calls[0]?.[1])).toContain("Nobody handles the job “operation.dance”");
  });

  it("closes when its handlers reached a safe point, told by their signal", async () => {
    const handler = vi.fn<Handler>(
      (_payload, signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    );
    const { bell, start } = setUp(handler);
    const worker = start();
    await bell.ring("operation.run", { operationId: randomUUID() });
    await untilCalled(handler, 1);
    expect(await worker.close(3_000)).toBe(true);
  });

  it("does not wait longer than told for one that does not listen", async () => {
    const handler = vi.fn<Handler>(() => new Promise(() => undefined));
    const { bell, start } = setUp(handler);
    const worker = start();
    await bell.ring("operation.run", { operationId: randomUUID() });
    await untilCalled(handler, 1);
    const began = Date.now();
    expect(await worker.close(300)).toBe(false);
    expect(Date.now() - began).toBeLessThan(3_000);
  });
});
