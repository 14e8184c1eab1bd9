import { z } from "zod";
import { Named, Time } from "./common";

export const ScoreCounts = z.object({
  kept: z.int(),
  lost: z.int(),
  leadSeconds: z.number().nullable(),
  restoreSeconds: z.number().nullable(),
  unrestored: z.int(),
  gateRefusals: z.int(),
  triggers: z.int(),
  environments: z.int(),
  backedUp: z.int(),
  drilled: z.int(),
});

export const Scoreboard = z.object({
  from: Time,
  to: Time,
  days: z.int(),
  total: ScoreCounts,
  /** The same span of time just before. */
  before: ScoreCounts.pick({ kept: true, lost: true, leadSeconds: true, restoreSeconds: true }),
  tenants: z.array(z.object({ tenant: Named, counts: ScoreCounts })),
  /** Tenants beyond those listed; the total counts them. */
  more: z.int(),
  /** By weeks of seven days, oldest first; `at` is a week's beginning. */
  weeks: z.array(z.object({ at: Time, kept: z.int(), lost: z.int() })),
});
export type Scoreboard = z.infer<typeof Scoreboard>;
export type ScoreCounts = z.infer<typeof ScoreCounts>;
