import { z } from "zod";
import type { ApiOperation } from "../operation";
import { ChangeQueues, KeepChangeQueue } from "../resources/change-queue";
import { Id } from "../resources/common";

export const changeQueueOperations = {
  listChangeQueues: {
    method: "GET",
    path: "/api/v1/me/change-queues",
    tag: "Changes",
    summary: "The queues of changes: everybody's and my own, each with how many are in it.",
    response: ChangeQueues,
  },
  keepChangeQueue: {
    method: "POST",
    path: "/api/v1/me/change-queues",
    tag: "Changes",
    summary: "Keep a filter of the list of changes under a name; one of that name is replaced.",
    body: KeepChangeQueue,
    response: ChangeQueues,
  },
  dropChangeQueue: {
    method: "DELETE",
    path: "/api/v1/me/change-queues/{queueId}",
    tag: "Changes",
    summary: "Forget one of my own queues.",
    params: z.object({ queueId: Id }),
    response: ChangeQueues,
  },
} as const satisfies Record<string, ApiOperation>;
