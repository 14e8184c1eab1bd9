import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id } from "../resources/common";
import { Scoreboard } from "../resources/scoreboard";

export const scoreboardOperations = {
  getScoreboard: {
    method: "GET",
    path: "/api/v1/scoreboard",
    tag: "Health",
    summary:
      "How change and recovery went in production: frequency, lead time, failures, coverage; by tenant.",
    query: z.object({
      days: z.enum(["7", "30", "90", "365"]).default("90"),
      tenantId: Id.optional(),
    }),
    response: Scoreboard,
  },
} as const satisfies Record<string, ApiOperation>;
