import { z } from "zod";
import { WORKFLOW_IDS } from "@/lib/domain/health/domains";
import { OUTCOMES } from "@/lib/domain/workflow/course";
import { WORKFLOW_BOUNDS, WORKFLOW_HOURS } from "@/lib/domain/workflow/settings";
import { Can, Id, Named, page, Stage, Time, TimeZone } from "./common";
import { SignalState } from "./health";

const { everyMinutes, longestMs, goodShare } = WORKFLOW_BOUNDS;

export const WorkflowId = z.enum(WORKFLOW_IDS);
export const WorkflowSettings = z.object({
  /** False: tried only when somebody asks. */
  enabled: z.boolean(),
  everyMinutes: z
    .int("Give whole minutes.")
    .min(everyMinutes.min, "Give at least 1 minute.")
    .max(everyMinutes.max, "Give at most 1440 minutes, which is a day."),
  hours: z.enum(WORKFLOW_HOURS),
  /** What passes and takes longer is slow, in milliseconds. */
  longestMs: z
    .int("Give whole milliseconds.")
    .min(longestMs.min, "Give at least 0.1 seconds.")
    .max(longestMs.max, "Give at most 20 seconds: a try is ended after 25."),
  /** Share of tries that has to pass in time, 0 to 1. */
  goodShare: z
    .number()
    .min(goodShare.min, "Promise at least 50 %.")
    .max(goodShare.max, "Promise at most 99.99 %: nothing never fails."),
});

export const EditWorkflow = z.object({
  settings: WorkflowSettings,
  /** Empty: the tenant's contact. */
  ownerName: z.string().trim().max(80),
  ownerContact: z.string().trim().max(160),
  /** How people work while it fails. */
  fallback: z.string().trim().max(4_000),
  runbookId: Id.nullable(),
  /** 0 when nobody had set anything. */
  version: z.int().min(0),
});

export const WorkflowOutcome = z.enum(OUTCOMES);

export const Workflow = z.object({
  id: WorkflowId,
  title: z.string(),
  state: SignalState,
  sentence: z.string(),
  settings: WorkflowSettings,
  /** As its tier and stage have it: nobody has set anything else. */
  standard: z.boolean(),
  owner: z.object({ name: z.string(), contact: z.string(), own: z.boolean() }),
  fallback: z.string(),
  runbook: Named.nullable(),
  /** When it is tried next; null when only on demand. */
  nextAt: Time.nullable(),
  /** Who waits for a try now. */
  asked: z.object({ by: z.string(), at: Time }).nullable(),
  last: z.object({ outcome: WorkflowOutcome, at: Time, detail: z.string() }).nullable(),
  /** Tries of the last 28 days that say something, and how many of them passed in time. */
  kept: z.object({ good: z.int(), known: z.int() }),
  version: z.int().min(0),
  can: z.object({ edit: Can, run: Can }),
});
export type Workflow = z.infer<typeof Workflow>;

export const WorkflowList = z.object({
  environment: Named,
  tenant: Named,
  timeZone: TimeZone,
  items: z.array(Workflow).max(WORKFLOW_IDS.length),
});
export type WorkflowList = z.infer<typeof WorkflowList>;

export const TRY_SPANS = ["24h", "7d", "35d"] as const;

export const WorkflowCourse = z.object({
  from: Time,
  to: Time,
  stepSeconds: z.int(),
  /** Mean time of tries that passed, and share of all that passed in time; null where nothing was tried. */
  points: z
    .array(z.object({ at: Time, milliseconds: z.number().nullable(), share: z.number().nullable() }))
    .max(300),
  /** Releases and other operations that ended in this time. */
  markers: z.array(z.object({ at: Time, label: z.string() })).max(20),
});
export type WorkflowCourse = z.infer<typeof WorkflowCourse>;

export const WorkflowRun = z.object({
  id: Id,
  outcome: WorkflowOutcome,
  milliseconds: z.int(),
  detail: z.string(),
  /** Empty when the schedule did. */
  askedBy: z.string(),
  at: Time,
});
export type WorkflowRun = z.infer<typeof WorkflowRun>;
export const WorkflowRuns = page(WorkflowRun);
export type WorkflowRuns = z.infer<typeof WorkflowRuns>;

/** One environment whose workflows are tried by schedule. */
export const WorkflowBoardRow = z.object({
  id: Id,
  name: z.string(),
  stage: Stage,
  tenant: Named,
  timeZone: TimeZone,
  /** In the order of a plant's day; what is tried on demand only is left out. */
  workflows: z
    .array(z.object({ id: WorkflowId, state: SignalState, sentence: z.string() }))
    .max(WORKFLOW_IDS.length),
});
export type WorkflowBoardRow = z.infer<typeof WorkflowBoardRow>;
export const WorkflowBoard = page(WorkflowBoardRow);
export type WorkflowBoard = z.infer<typeof WorkflowBoard>;
