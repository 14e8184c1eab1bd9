import { z } from "zod";
import { ELEVATION_MINUTES, ELEVATION_STATES } from "@/lib/domain/access/elevation";
import { ROLES } from "@/lib/domain/access/roles";
import { Can, Id, Named, Time } from "./common";

/** A request for a role over a place for some hours, and the grant that came of it. */
export const Elevation = z.object({
  id: Id,
  holder: Named,
  roleName: z.string(),
  /** What it covers, in words. */
  scope: z.string(),
  reason: z.string(),
  minutes: z.int(),
  incident: z.object({ id: Id, number: z.string() }).nullable(),
  state: z.enum(ELEVATION_STATES),
  askedAt: Time,
  /** Without an answer until then it lapses. */
  answerBy: Time,
  decided: z.object({ by: z.string(), at: Time, note: z.string() }).nullable(),
  /** When the grant ends by itself; null where it was never approved. */
  endsAt: Time.nullable(),
  ended: z.object({ by: z.string(), at: Time }).nullable(),
  can: z.object({ answer: Can, end: Can }),
});
export type Elevation = z.infer<typeof Elevation>;

export const MyElevations = z.object({
  /** The newest first. */
  items: z.array(Elevation).max(50),
  /** Roles the policy lets the reader ask for. */
  roles: z.array(z.object({ role: z.enum(ROLES), name: z.string() })),
  /** Whether one of the reader's roles covers the whole fleet. */
  fleet: z.boolean(),
  can: z.object({ ask: Can }),
});
export type MyElevations = z.infer<typeof MyElevations>;

const LASTS = "Elevated rights last from 15 minutes to 8 hours.";
export const AskElevation = z.object({
  role: z.enum(ROLES),
  level: z.enum(["fleet", "tenant", "environment"]),
  tenantId: Id.nullable().default(null),
  environmentId: Id.nullable().default(null),
  minutes: z
    .int("Give whole minutes.")
    .min(ELEVATION_MINUTES.shortest, LASTS)
    .max(ELEVATION_MINUTES.longest, LASTS),
  reason: z.string().trim().min(10, "Give a reason of at least 10 characters.").max(500),
  incidentId: Id.optional(),
});

export const AnswerElevation = z.object({
  note: z.string().trim().min(5, "Give a reason of at least 5 characters.").max(500),
});
