import { z } from "zod";
import { Can, Id, Named, Time, TimeZone } from "./common";

export const HoldLevel = z.enum(["fleet", "tenant", "environment"]);
export type HoldLevel = z.infer<typeof HoldLevel>;

/** A hold as an environment's short form names it. */
export const HoldMark = z.object({
  id: Id,
  level: HoldLevel,
  reason: z.string(),
  until: Time,
  owner: Named,
});
export type HoldMark = z.infer<typeof HoldMark>;

export const Hold = HoldMark.extend({
  tenant: Named.nullable(),
  environment: Named.nullable(),
  /** The clock its times are said on; null for the fleet, which has none of its own. */
  timeZone: TimeZone.nullable(),
  placedAt: Time,
  /** It stands: neither lifted nor at its end. */
  active: z.boolean(),
  liftedAt: Time.nullable(),
  liftedBy: Named.nullable(),
  liftReason: z.string(),
  can: z.object({ lift: Can }),
});
export type Hold = z.infer<typeof Hold>;

const Reason = z.string().trim().min(5, "Give a reason of at least 5 characters.").max(500);

export const PlaceHold = z
  .object({
    level: HoldLevel,
    /** With level tenant; with level environment it may be left out. */
    tenantId: Id.optional(),
    /** With level environment. */
    environmentId: Id.optional(),
    reason: Reason,
    /** When it ends by itself: in the future, at most 31 days ahead. */
    until: Time,
  })
  .superRefine((hold, check) => {
    const wrong = (path: string, message: string) =>
      check.addIssue({ code: "custom", path: [path], message });
    const { level, tenantId, environmentId } = hold;
    if (level === "environment" && environmentId === undefined)
      wrong("environmentId", "Name the environment to hold.");
    if (level === "tenant" && tenantId === undefined) wrong("tenantId", "Name the tenant to hold.");
    if (level !== "environment" && environmentId !== undefined)
      wrong("environmentId", `A hold of level ${level} names no environment.`);
    if (level === "fleet" && tenantId !== undefined)
      wrong("tenantId", "A hold on the fleet names no tenant.");
  });

export const LiftHold = z.object({ reason: Reason });
