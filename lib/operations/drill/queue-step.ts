import "server-only";
import { z } from "zod";
import { QUEUE_LOSS, type QueueLost, queueCheck } from "@/lib/domain/drill/queue-loss";
import type { Json } from "@/lib/domain/operation/run";
import { done, park } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";

const Waiting = z.object({ jobs: z.int(), dueAt: z.coerce.date() });
const Lost = z.object({ jobs: z.int(), lateMs: z.number() });

/**
 * Takes the queue away and waits a moment that lies within the time it is gone: the ring for that moment is lost as
 * well, so that whatever goes on afterwards does so by what stands in the database.
 */
export const loseQueue: DeployStep = {
  name: "lose_queue",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const waited = Waiting.safeParse(ctx.memo);
    if (waited.success) {
      const { jobs, dueAt } = waited.data;
      const lost = { jobs, lateMs: ctx.now().getTime() - dueAt.getTime() };
      const { detail } = queueCheck(lost);
      return done(`${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`, lost);
    }
    const jobs = await effects.queue.lose(QUEUE_LOSS.lostMs);
    const dueAt = new Date(ctx.now().getTime() + QUEUE_LOSS.dueMs);
    const reason = `The queue is emptied for ${QUEUE_LOSS.lostMs / 1_000} s; this operation goes on by itself.`;
    return park(dueAt, reason, "time", { jobs, dueAt: dueAt.toISOString() });
  },
};

/** What the step above found; null where the plan has none. */
export function queueLost(results: ReadonlyMap<string, Json>): QueueLost | null {
  const result = results.get("lose_queue");
  return result === undefined ? null : Lost.parse(result);
}
