import { randomUUID } from "node:crypto";
import { expect, it, vi } from "vitest";
import { TransientFailure } from "@/lib/ports/failure";
import { shortId, testRedisUrl } from "@/lib/testing/cluster-contract";
import { createJobBell, startWorker } from "./bullmq";
import { createQueueLoss } from "./queue-loss";

it("throws away what waits and what comes, for as long as was said; then bells are heard again", async () => {
  const options = { redisUrl: testRedisUrl(), prefix: `test-${shortId()}` };
  const bell = createJobBell(options);
  const queue = createQueueLoss(options);
  const ring = () => bell.ring("operation.run", { operationId: randomUUID() });
  await ring();
  await bell.ringAt("operation.run", { operationId: randomUUID() }, new Date(Date.now() + 3_600_000));
  expect(await queue.lose(1_000)).toBe(2);
  await ring();
  const heard = vi.fn(async () => undefined);
  await new Promise((done) => setTimeout(done, 1_300));
  const worker = startWorker({ ...options, concurrency: 1, handlers: { "operation.run": heard } });
  await ring();
  await vi.waitFor(() => expect(heard).toHaveBeenCalled(), 5_000);
  expect(heard).toHaveBeenCalledTimes(1);
  await worker.close(1_000);
  await Promise.all([bell.close(), queue.close()]);
});

it("leaves other installations' queues in the same Redis alone, and ends when its process does", async () => {
  const [mine, other] = [shortId(), shortId()].map((id) => ({
    redisUrl: testRedisUrl(),
    prefix: `test-${id}`,
  }));
  if (mine === undefined || other === undefined) throw new Error("two prefixes are needed");
  const bells = [mine, other].map(createJobBell);
  const [queue, others] = [createQueueLoss(mine), createQueueLoss(other)];
  for (const bell of bells) await bell.ring("operation.run", { operationId: randomUUID() });
  expect(await queue.lose(60_000)).toBe(1);
  await queue.close();
  expect([await queue.lose(0), await others.lose(0)]).toEqual([0, 1]);
  await Promise.all([...bells.map((bell) => bell.close()), queue.close(), others.close()]);
});

it("says so within seconds when the queue does not answer", async () => {
  const queue = createQueueLoss({ redisUrl: "redis://127.0.0.1:1", prefix: "none" });
  await expect(queue.lose(1_000)).rejects.toThrow(TransientFailure);
  await queue.close();
});
