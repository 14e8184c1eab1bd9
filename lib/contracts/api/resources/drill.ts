import { z } from "zod";
import { ASSUMED_HOURS, DRILL_SCENARIOS } from "@/lib/domain/drill/scenario";
import { DRILL_STATES, FINDING_STATES } from "@/lib/domain/drill/state";
import { OPERATION_STATES } from "@/lib/domain/operation/state";
import { BACKUP_PROOFS } from "@/lib/domain/recovery/backup-state";
import { ReleaseBrief } from "./catalog";
import { Can, Id, Named, PageQuery, Stage, Time, Version } from "./common";
import { OperationStep } from "./operation";

const Place = z.object({ id: Id, name: z.string(), stage: Stage, timeZone: z.string() });
const Seconds = z.number().nullable();

export const DrillBrief = z.object({
  id: Id,
  number: z.string(),
  tenant: Named,
  environment: Place,
  scenario: z.enum(DRILL_SCENARIOS),
  scheduled: z.boolean(),
  state: z.enum(DRILL_STATES),
  sentence: z.string(),
  requester: Named.nullable(),
  declaredAt: Time.nullable(),
  rtoSeconds: Seconds,
  rpoSeconds: Seconds,
  rtoObjectiveSeconds: Seconds,
  rpoObjectiveSeconds: Seconds,
  openFindings: z.int(),
  createdAt: Time,
  finishedAt: Time.nullable(),
});
export type DrillBrief = z.infer<typeof DrillBrief>;

export const DrillFinding = z.object({
  id: Id,
  drill: z.object({ id: Id, number: z.string() }),
  text: z.string(),
  owner: Named.nullable(),
  /** A day, such as 2026-12-24. */
  dueOn: z.iso.date(),
  overdue: z.boolean(),
  state: z.enum(FINDING_STATES),
  closingNote: z.string(),
  closedBy: z.string().nullable(),
  closedAt: Time.nullable(),
  version: Version,
});
export type DrillFinding = z.infer<typeof DrillFinding>;

export const Drill = DrillBrief.extend({
  reason: z.string(),
  /** What is taken to have happened, in words. */
  disaster: z.string(),
  /** What even a passed drill of this kind does not show. */
  limits: z.array(z.string()).max(10),
  /** Where it is carried out. */
  cluster: Named,
  /** True when that is not the environment's own cluster. */
  elsewhere: z.boolean(),
  namespace: z.string(),
  backup: z.object({ id: Id, takenAt: Time, proof: z.enum(BACKUP_PROOFS) }).nullable(),
  /** The second that is brought back; null where it is the backup's own. Then the backup gives the files only. */
  second: Time.nullable(),
  release: ReleaseBrief.nullable(),
  recoveredUntil: Time.nullable(),
  /** How long earlier drills of the environment took until they were recovered; null without any. */
  expectedSeconds: Seconds,
  checks: z
    .array(z.object({ name: z.string(), title: z.string(), ok: z.boolean(), detail: z.string() }))
    .max(50),
  tornDown: z.boolean().nullable(),
  /** Of its operation; the one that clears away after a failure only when it has begun. */
  steps: z.array(OperationStep).max(20),
  operation: z.object({ id: Id, shortId: z.string(), state: z.enum(OPERATION_STATES) }),
  /** The newest try, after a failed tear-down, to remove what was left. */
  clearing: z
    .object({ id: Id, shortId: z.string(), state: z.enum(OPERATION_STATES), sentence: z.string() })
    .nullable(),
  findings: z.array(DrillFinding).max(100),
  /** Who may be made a finding's owner. */
  owners: z.array(Named).max(200),
  version: Version,
  can: z.object({ finding: Can, clear: Can }),
});
export type Drill = z.infer<typeof Drill>;

export const DrillsQuery = PageQuery.extend({ environmentId: Id.optional() });

/** What a scenario would bring back now; refused with the sentence that says why. */
const ScenarioOption = z.object({
  scenario: z.enum(DRILL_SCENARIOS),
  title: z.string(),
  disaster: z.string(),
  choice: z.string(),
  asks: z.enum(["hours", "moment"]).nullable(),
  limits: z.array(z.string()).max(10),
  /** The same for a drill on another cluster. */
  limitsElsewhere: z.array(z.string()).max(10),
  backup: z.object({ id: Id, takenAt: Time }).nullable(),
  /** The kept log where a second of it is brought back in place of a backup: which one the scenario says. Null where none is. */
  seconds: z.object({ from: Time, until: Time }).nullable(),
  possible: Can,
});

export const DrillOptions = z.object({
  environment: Place,
  tenant: Named,
  scenarios: z.array(ScenarioOption).max(10),
  objective: z.object({ rtoSeconds: z.int(), rpoSeconds: z.int(), from: z.string() }).nullable(),
  expectedSeconds: Seconds,
  /** Where it can be carried out, the environment's own cluster first. */
  clusters: z.array(Named.extend({ home: z.boolean(), possible: Can })).max(21),
  /** Where it is carried out unless somebody says otherwise; `forSecond` where a second of the log is brought back. */
  usual: z.object({ clusterId: Id, forSecond: Id }),
  assumedHours: z.int(),
  /** The drill that runs here now. */
  running: z.object({ id: Id, number: z.string() }).nullable(),
  last: DrillBrief.nullable(),
  dueAt: Time.nullable(),
  can: z.object({ start: Can }),
});
export type DrillOptions = z.infer<typeof DrillOptions>;

export const StartDrill = z.object({
  scenario: z.enum(DRILL_SCENARIOS),
  reason: z.string().trim().min(10, "Say in at least 10 characters what the drill is for.").max(2000),
  /** Ransomware: backups of so many hours are taken as spoiled. */
  hours: z.int().min(ASSUMED_HOURS.least).max(ASSUMED_HOURS.most).optional(),
  /** Operator error: when it happened. */
  moment: Time.optional(),
  /** Where it is carried out; the usual place when left out. */
  clusterId: Id.optional(),
});

export const ClearDrill = z.object({
  version: Version,
  reason: z.string().trim().min(5, "Say in at least 5 characters why it can work now.").max(2000),
});

export const DrillCoverage = z.object({
  items: z
    .array(
      z.object({
        environment: Place,
        tenant: Named,
        everyDays: z.int(),
        dueAt: Time,
        overdue: z.boolean(),
        last: DrillBrief.nullable(),
        running: z.object({ id: Id, number: z.string() }).nullable(),
      }),
    )
    .max(500),
  /** Of how many environments that are drilled by schedule, how many have a passed drill that is young enough. */
  covered: z.int(),
  more: z.int(),
});
export type DrillCoverage = z.infer<typeof DrillCoverage>;

const FindingText = z.string().trim().min(5, "Say in a few words what is wrong.").max(2000);
export const AddFinding = z.object({ text: FindingText, ownerId: Id.nullable(), dueOn: z.iso.date() });
export const EditFinding = z.object({ version: Version, ownerId: Id.nullable(), dueOn: z.iso.date() });
export const CloseFinding = z.object({
  version: Version,
  note: z.string().trim().min(10, "Say in at least 10 characters what was done about it.").max(2000),
});
