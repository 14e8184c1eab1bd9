import { spokenSeconds } from "../operation/sentence";
import { counted } from "../shared/words";
import type { DrillCheck } from "./report";

/**
 * How long a drill takes the queue away, when its own operation is due within that time, and how late it may go on: the
 * sweeps that ring for what stands in the database come every few seconds.
 */
export const QUEUE_LOSS = { lostMs: 10_000, dueMs: 2_000, lateLimitMs: 60_000 } as const;

/** What was in the queue when it was emptied, and how long after its moment the drill's operation went on, in ms. */
export type QueueLost = { jobs: number; lateMs: number };

/** Whether the operation went on by what stands in the database, no ring being left. */
export function queueCheck({ jobs, lateMs }: QueueLost): DrillCheck {
  const late = spokenSeconds(Math.max(0, lateMs) / 1_000);
  return {
    ...{ name: "queue", title: "Went on without the queue" },
    ok: lateMs <= QUEUE_LOSS.lateLimitMs,
    detail: `${counted(jobs, "job")} thrown away; the operation went on by itself, ${late} late`,
  };
}
