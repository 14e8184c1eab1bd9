import { z } from "zod";
import { AlertBrief } from "./alert";
import { TenantBrief } from "./catalog";
import { ChangeBrief } from "./change";
import { Id, Time } from "./common";
import { Hold } from "./hold";
import { IncidentBrief } from "./incident";
import { OperationBrief } from "./operation";
import { RestoreBrief } from "./restore";
import { TrainBrief } from "./train";

/** What an operation asks a person, and until when it waits for the answer. */
export const Question = z.object({ operation: OperationBrief, text: z.string(), until: Time });
export type Question = z.infer<typeof Question>;

export const Overview = z.object({
  at: Time,
  /** The page's sentence: what a person would say aloud. */
  sentence: z.string(),
  /** Holds that stand within the reader's scope, widest first; the first few of `holdTotal`. */
  holds: z.array(Hold),
  holdTotal: z.int(),
  /** Pages and tickets that nobody has taken on, or that are the reader's; the first of `alertTotal`. */
  alerts: z.array(AlertBrief),
  alertTotal: z.int(),
  /** Incidents the reader leads that are not closed; the first of `incidentTotal`. */
  incidents: z.array(IncidentBrief),
  incidentTotal: z.int(),
  /** Operations that wait for an answer the reader may give; the first eight. */
  questions: z.array(Question),
  /** Trains that wait for the reader; the first of `trainTotal`. */
  trains: z.array(TrainBrief),
  trainTotal: z.int(),
  /** Restores that wait for a second person who may be the reader; the first of `restoreTotal`. */
  restores: z.array(RestoreBrief),
  restoreTotal: z.int(),
  /** Changes that wait for the reader; the first of `needsMeTotal`. */
  needsMe: z.array(ChangeBrief),
  needsMeTotal: z.int(),
  running: z.array(OperationBrief),
  runningTotal: z.int(),
  /** Worst first; at most one page of tenants. */
  tenants: z.array(TenantBrief),
  tenantTotal: z.int(),
  environmentTotal: z.int(),
  counts: z.object({ good: z.int(), warning: z.int(), bad: z.int(), unknown: z.int(), changing: z.int() }),
  recent: z.array(ChangeBrief),
});
export type Overview = z.infer<typeof Overview>;

export const NavigationCounts = z.object({
  alerts: z.int(),
  needsMe: z.int(),
  trains: z.int(),
  restores: z.int(),
  running: z.int(),
  /** Requests for elevated rights that the reader may answer. */
  elevations: z.int(),
  /** What the reader holds for some hours, the one that ends first before the others. */
  elevated: z.array(z.object({ id: Id, roleName: z.string(), over: z.string(), endsAt: Time })).max(20),
});
export type NavigationCounts = z.infer<typeof NavigationCounts>;
