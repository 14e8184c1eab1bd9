import { z } from "zod";
import { CHANGE_STATES } from "@/lib/domain/change/state";
import { DEPLOY_STRATEGIES } from "@/lib/domain/operation/strategy";
import { GATE_MENDS, GATE_VERDICTS } from "@/lib/domain/policy/gate";
import { EnvironmentBrief, ReleaseBrief } from "./catalog";
import { ChangeSchedule } from "./change-schedule";
import { Can, Id, Named, Time, Version } from "./common";
import { Approval, Governance } from "./governance";
import { ObservationSettings } from "./observation";
import { ModuleDifference, SettingDifferences } from "./release";
import { Conflict, RiskAssessment } from "./risk";
import { ChangeTouches, ClassStanding } from "./touches";

export const Gate = z.object({
  /** Stable name of the rule, such as digest_passed_stages. */
  id: z.string(),
  title: z.string(),
  verdict: z.enum(GATE_VERDICTS),
  /** What is so, with numbers and names. */
  fact: z.string(),
  /** What would satisfy it; null when it passes. */
  remedy: z.string().nullable(),
  /** Where the remedy is done: the id is of an environment, or of a drill that runs. */
  mend: z.object({ action: z.enum(GATE_MENDS), id: Id }).optional(),
});
export type Gate = z.infer<typeof Gate>;

export const PlanStep = z.object({
  name: z.string(),
  title: z.string(),
  phase: z.enum(["forward", "rollback"]),
  /** Seconds, from the history of this environment, or as long as it is told to watch; null without either. */
  expectedSeconds: z.number().nullable(),
  limitSeconds: z.number(),
  /** How long a question of the step waits for an answer, on top of its limit; null where it asks nobody. */
  answerSeconds: z.number().nullable(),
  ifItFails: z.string(),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** How the release reaches the pods, and why. */
export const PlanStrategy = z.object({
  name: z.enum(DEPLOY_STRATEGIES),
  reason: z.string(),
  /** How long visitors see the maintenance page; null when they never do. `expectedSeconds` is null without history. */
  closed: z.object({ expectedSeconds: z.number().nullable(), atMostSeconds: z.number() }).nullable(),
});
export type PlanStrategy = z.infer<typeof PlanStrategy>;

export const ChangeBrief = z.object({
  id: Id,
  number: z.string(),
  title: z.string(),
  class: z.enum(["standard", "normal", "major", "emergency"]),
  state: z.enum(CHANGE_STATES),
  outcome: z.string(),
  tenant: Named,
  environment: z.object({ id: Id, name: z.string(), stage: z.string(), timeZone: z.string() }),
  release: ReleaseBrief,
  requester: Named,
  schemaChange: z.boolean(),
  /** Of a change that waits; null where the gates were not asked. */
  gatesFailing: z.int().nullable(),
  /** True when this reader is the one it waits for now. */
  waitsForMe: z.boolean(),
  /** Until when it has to be reviewed, while nobody has; null when nothing is due. */
  reviewDueAt: Time.nullable(),
  reviewOverdue: z.boolean(),
  /** When it is meant to start; null when nobody has said. */
  plannedStart: Time.nullable(),
  updatedAt: Time,
});
export type ChangeBrief = z.infer<typeof ChangeBrief>;

export const ChangeDecision = z.object({
  id: Id,
  person: Named,
  role: z.string(),
  kind: z.enum(["approved", "rejected", "changes_requested"]),
  /** Whose right was used, when it was lent. */
  onBehalfOf: Named.nullable(),
  comment: z.string(),
  voidedAt: Time.nullable(),
  at: Time,
});

export const ChangeActions = z.object({
  edit: Can,
  submit: Can,
  approve: Can,
  reject: Can,
  revise: Can,
  schedule: Can,
  unschedule: Can,
  start: Can,
  cancel: Can,
});
export type ChangeActions = z.infer<typeof ChangeActions>;

export const Change = ChangeBrief.extend({
  reason: z.string(),
  rollbackPlan: z.string(),
  fallback: z.string(),
  communication: z.string(),
  environment: EnvironmentBrief,
  runningRelease: ReleaseBrief.nullable(),
  modules: z.array(ModuleDifference),
  unchangedModules: z.int(),
  /** Configuration, ingress, resources and packages that differ from what runs. */
  settings: SettingDifferences,
  touches: ChangeTouches,
  classStanding: ClassStanding,
  gates: z.array(Gate),
  risk: RiskAssessment,
  /** When it starts, and how it lies in the calendar. */
  schedule: ChangeSchedule,
  /** Whoever else is there; nearest first. */
  conflicts: z.array(Conflict),
  gatesEvaluatedAt: Time,
  plan: z.array(PlanStep),
  strategy: PlanStrategy,
  /** How long and how strictly the plan watches; null when it watches nothing. */
  observation: ObservationSettings.nullable(),
  decisions: z.array(ChangeDecision),
  approvers: z.array(Named.extend({ role: z.string() })),
  timeline: z.array(z.object({ at: Time, text: z.string() })),
  operationId: Id.nullable(),
  /** The train it is a car of, with its ring: it is decided on and started there. */
  train: z.object({ id: Id, number: z.string(), ring: z.string() }).nullable(),
  /** The incident it is meant to mend. */
  incident: z.object({ id: Id, number: z.string(), title: z.string() }).nullable(),
  contentHash: z.string(),
  createdAt: Time,
  submittedAt: Time.nullable(),
  version: z.int(),
  governance: Governance,
  can: ChangeActions,
});
export type Change = z.infer<typeof Change>;

export const ChangePreview = z.object({
  environment: EnvironmentBrief,
  runningRelease: ReleaseBrief.nullable(),
  modules: z.array(ModuleDifference),
  unchangedModules: z.int(),
  settings: SettingDifferences,
  class: z.enum(["standard", "normal", "major", "emergency"]),
  classReason: z.string(),
  touches: ChangeTouches,
  gates: z.array(Gate),
  risk: RiskAssessment,
  conflicts: z.array(Conflict),
  /** Who would be asked from its submission on, and who they are now. */
  approval: Approval,
  plan: z.array(PlanStep),
  strategy: PlanStrategy,
});
export type ChangePreview = z.infer<typeof ChangePreview>;

const content = {
  title: z.string().trim().min(5, "Give the change a title of at least 5 characters.").max(120),
  reason: z.string().trim().min(10, "Say in at least 10 characters why this change is needed.").max(2000),
  rollbackPlan: z.string().trim().max(4000).default(""),
  fallback: z.string().trim().max(4000).default(""),
  communication: z.string().trim().max(4000).default(""),
  /** When it is meant to start: gates are asked for that time. Left out: as it was; null: nobody has said. */
  plannedStart: Time.nullable().optional(),
};

export const DraftChange = z.object({
  environmentId: Id,
  releaseId: Id,
  /** The incident on the same environment that it is meant to mend. */
  incidentId: Id.optional(),
  ...content,
});
export const EditChange = z.object({ version: Version, releaseId: Id, ...content });
export const MoveChange = z.object({ version: Version });
export const ApproveChange = z.object({ version: Version, comment: z.string().trim().max(2000).default("") });
export const ReasonedMove = z.object({
  version: Version,
  reason: z.string().trim().min(5, "Give a reason of at least 5 characters.").max(2000),
});
