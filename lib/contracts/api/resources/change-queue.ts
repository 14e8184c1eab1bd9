import { z } from "zod";
import { Id } from "./common";

/** Queues of one's own a person keeps at most. */
export const MOST_QUEUES = 12;
/** Counts stop here: so many or more. */
export const COUNTED_UP_TO = 100;

/** What narrows the list of changes down. */
export const QueueFilter = z.object({
  waiting: z.enum(["me", "decision", "start", "running", "ended"]).optional(),
  tenantId: Id.optional(),
  environmentId: Id.optional(),
  search: z.string().max(100).optional(),
});
export type QueueFilter = z.infer<typeof QueueFilter>;

export const ChangeQueues = z.object({
  /** What everybody has: how many wait for the reader, a decision, a start, and run. */
  standing: z.array(z.object({ waiting: z.enum(["me", "decision", "start", "running"]), count: z.int() })),
  /** The reader's own, by name. */
  own: z
    .array(
      z.object({
        id: Id,
        name: z.string(),
        filter: QueueFilter,
        isDefault: z.boolean(),
        count: z.int(),
      }),
    )
    .max(MOST_QUEUES),
});
export type ChangeQueues = z.infer<typeof ChangeQueues>;

export const KeepChangeQueue = z.object({
  name: z.string().trim().min(2, "Give the queue a name of at least 2 characters.").max(40),
  filter: QueueFilter,
  /** Whether the list of changes opens with it. */
  isDefault: z.boolean().default(false),
});
