import { z } from "zod";
import { Id } from "../api/resources/common";

/** What live readers are told: only that something happened to a subject; they fetch what they may see. */
export const LiveEvent = z.object({
  id: z.string(),
  type: z.string(),
  at: z.iso.datetime(),
  tenantId: Id.nullable(),
  environmentId: Id.nullable(),
  subject: z.object({
    kind: z.enum([
      "change",
      "operation",
      "environment",
      "cluster",
      "release",
      "hold",
      "train",
      "notice",
      "objective",
      "runbook",
      "calendar",
      "alert",
      "incident",
      "integration",
      "elevation",
    ]),
    id: z.string(),
  }),
});
export type LiveEvent = z.infer<typeof LiveEvent>;
