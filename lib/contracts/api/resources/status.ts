import { z } from "zod";
import { STATUS_WORDS, type StatusStanding } from "@/lib/domain/incident/status-text";
import { Id, Named, Stage, Time, TimeZone, Verdict } from "./common";

const STANDINGS = Object.keys(STATUS_WORDS) as [StatusStanding, ...StatusStanding[]];

/** What was published of one incident. */
export const StatusIncident = z.object({
  id: Id,
  number: z.string(),
  standing: z.enum(STANDINGS),
  environment: z.object({ id: Id, name: z.string(), timeZone: TimeZone }),
  startedAt: Time,
  resolvedAt: Time.nullable(),
  /** The newest first. */
  texts: z.array(z.object({ id: Id, text: z.string(), at: Time })).max(20),
});
export type StatusIncident = z.infer<typeof StatusIncident>;

export const StatusPage = z.object({
  /** Tenants the reader may look at. */
  tenants: z.array(Named).max(200),
  tenant: Named.nullable(),
  places: z
    .array(z.object({ id: Id, name: z.string(), stage: Stage, timeZone: TimeZone, health: Verdict }))
    .max(50),
  standing: z.array(StatusIncident).max(20),
  /** Over within the last 14 days. */
  past: z.array(StatusIncident).max(20),
});
export type StatusPage = z.infer<typeof StatusPage>;
