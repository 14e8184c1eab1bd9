import { z } from "zod";
import { DRILL_SCENARIOS } from "@/lib/domain/drill/scenario";
import { RUNBOOK_ACTORS, RUNBOOK_BOUNDS } from "@/lib/domain/runbook/content";
import { STEP_CHANGES } from "@/lib/domain/runbook/diff";
import { TICK_STATES } from "@/lib/domain/runbook/run";
import { Can, Id, Named, Stage, Time, TimeZone, Version } from "./common";

const bounds = RUNBOOK_BOUNDS;
const Key = z.string().min(1).max(bounds.key);
const Line = z.string().trim().max(160);
const Title = z.string().trim().min(3, "Give it a title of at least 3 characters.").max(bounds.title);
const Text = z.string().trim().max(bounds.text);

export const RunbookScenario = z.enum(DRILL_SCENARIOS);
export type RunbookScenario = z.infer<typeof RunbookScenario>;

export const RunbookStep = z.object({
  key: Key,
  title: Title,
  text: Text,
  who: z.enum(RUNBOOK_ACTORS),
  drillStep: z.string().max(60).nullable(),
  role: Line,
});
export type RunbookStep = z.infer<typeof RunbookStep>;

/** RunbookContent of lib/domain/runbook. */
export const RunbookContent = z.object({
  authority: z.string().trim().min(3, "Say who decides.").max(bounds.authority),
  steps: z.array(RunbookStep).min(1, "A runbook has at least one step.").max(bounds.steps),
  escalation: z
    .array(
      z.object({
        name: z.string().trim().min(2, "Name whom to call.").max(80),
        role: Line,
        contact: z.string().trim().min(3, "Say how they are reached.").max(160),
        when: Line,
      }),
    )
    .max(bounds.escalation),
  messages: z
    .array(
      z.object({
        key: Key,
        title: Title,
        audience: Line,
        text: z.string().trim().min(3, "Write the message.").max(bounds.text),
      }),
    )
    .max(bounds.messages),
});
export type RunbookContent = z.infer<typeof RunbookContent>;

export const RunbookBrief = z.object({
  id: Id,
  name: z.string(),
  /** Null: for every tenant. */
  tenant: Named.nullable(),
  scenario: RunbookScenario.nullable(),
  archived: z.boolean(),
  /** The newest text. */
  current: z.object({ number: z.int(), createdAt: Time, author: z.string(), steps: z.int() }),
  /** When it was last followed; null when never. */
  lastFollowedAt: Time.nullable(),
  version: Version,
  can: z.object({ edit: Can }),
});
export type RunbookBrief = z.infer<typeof RunbookBrief>;

export const RunbookVersionBrief = z.object({
  id: Id,
  number: z.int(),
  note: z.string(),
  author: z.string(),
  createdAt: Time,
});

export const StepDifference = z.object({
  kind: z.enum(STEP_CHANGES),
  key: z.string(),
  before: RunbookStep.nullable(),
  after: RunbookStep.nullable(),
});
export type StepDifference = z.infer<typeof StepDifference>;

export const Runbook = RunbookBrief.extend({
  /** The text that was asked for: the newest unless a number is given. */
  shown: RunbookVersionBrief.extend({ content: RunbookContent }),
  /** What it does differently from the text before it; empty for the first. */
  differences: z.array(StepDifference).max(2 * bounds.steps),
  /** Whether more than its steps differs: authority, contacts or messages. */
  otherChanges: z.boolean(),
  /** The newest first. */
  versions: z.array(RunbookVersionBrief).max(100),
});
export type Runbook = z.infer<typeof Runbook>;

const head = {
  name: z.string().trim().min(5, "Give the runbook a name of at least 5 characters.").max(120),
  scenario: RunbookScenario.nullable(),
};
const text = { content: RunbookContent, note: z.string().trim().max(500).default("") };

export const CreateRunbook = z.object({ tenantId: Id.nullable(), ...head, ...text });
export const ReviseRunbook = z.object({ version: Version, ...head, ...text });
export const ArchiveRunbook = z.object({ version: Version, archived: z.boolean() });

export const RunbookTick = z.object({
  step: z.string(),
  state: z.enum(TICK_STATES),
  note: z.string(),
  by: z.string(),
  at: Time,
});
export type RunbookTick = z.infer<typeof RunbookTick>;

export const RunbookRunBrief = z.object({
  id: Id,
  runbook: Named,
  number: z.int(),
  tenant: Named,
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: TimeZone }),
  drill: z.object({ id: Id, number: z.string() }).nullable(),
  startedBy: z.string(),
  startedAt: Time,
  finishedAt: Time.nullable(),
  outcome: z.string(),
  progress: z.object({ done: z.int(), skipped: z.int(), all: z.int(), next: z.string().nullable() }),
});
export type RunbookRunBrief = z.infer<typeof RunbookRunBrief>;

export const RunbookRun = RunbookRunBrief.extend({
  content: RunbookContent,
  ticks: z.array(RunbookTick).max(bounds.steps),
  /** How people go on by hand, process by process. */
  fallbacks: z
    .array(z.object({ process: z.string(), owner: z.string(), contact: z.string(), text: z.string() }))
    .max(50),
  /** What message templates are filled with. */
  values: z.record(z.string(), z.string()),
  version: Version,
  can: z.object({ tick: Can, finish: Can }),
});
export type RunbookRun = z.infer<typeof RunbookRun>;

/** With an incident: it is followed there, and its steps stand in that timeline. */
export const FollowRunbook = z.object({ runbookId: Id, incidentId: Id.optional() });
export const TickStep = z.object({
  step: Key,
  /** open takes a tick back. */
  state: z.enum([...TICK_STATES, "open"]),
  note: z.string().trim().max(1_000).default(""),
});
export const FinishRun = z.object({
  version: Version,
  outcome: z.string().trim().min(10, "Say in at least 10 characters what came of it.").max(2_000),
});

export const RunList = z.object({
  items: z.array(RunbookRunBrief).max(20),
  /** What can be followed here, that of the tenant first. */
  runbooks: z.array(Named.extend({ scenario: RunbookScenario.nullable() })).max(100),
  can: z.object({ follow: Can }),
});
export type RunList = z.infer<typeof RunList>;
