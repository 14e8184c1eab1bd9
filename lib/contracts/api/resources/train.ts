import { z } from "zod";
import { CAR_STATES } from "@/lib/domain/train/facts";
import { LONGEST_BAKE_SECONDS, MOST_ENVIRONMENTS, MOST_RINGS } from "@/lib/domain/train/number";
import { TRAIN_STATES } from "@/lib/domain/train/state";
import { ReleaseBrief } from "./catalog";
import { Can, Id, Named, Stage, Tier, Time, Verdict, Version } from "./common";

export const TrainBrief = z.object({
  id: Id,
  number: z.string(),
  title: z.string(),
  state: z.enum(TRAIN_STATES),
  /** Where it stands or why it stands still, in one sentence. */
  sentence: z.string(),
  release: ReleaseBrief,
  requester: Named,
  rings: z.int(),
  environments: z.int(),
  arrived: z.int(),
  failed: z.int(),
  /** True when this reader is the one it waits for now. */
  waitsForMe: z.boolean(),
  updatedAt: Time,
});
export type TrainBrief = z.infer<typeof TrainBrief>;

export const TrainCar = z.object({
  id: Id,
  tenant: Named,
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: z.string() }),
  state: z.enum(CAR_STATES),
  /** Why it waits, or how it ended. */
  sentence: z.string(),
  /** What runs there now; null when nothing does. */
  release: ReleaseBrief.nullable(),
  runsRelease: z.boolean(),
  health: Verdict,
  change: z.object({ id: Id, number: z.string() }).nullable(),
  operation: z.object({ id: Id, shortId: z.string() }).nullable(),
  startedAt: Time.nullable(),
  finishedAt: Time.nullable(),
});
export type TrainCar = z.infer<typeof TrainCar>;

export const TrainRing = z.object({
  id: Id,
  position: z.int(),
  name: z.string(),
  bakeSeconds: z.int(),
  /** `halted` and `ended`: it was under way when the train came to stand, for now or for good. */
  state: z.enum(["waiting", "running", "baking", "done", "halted", "ended"]),
  startedAt: Time.nullable(),
  arrivedAt: Time.nullable(),
  bakedAt: Time.nullable(),
  finishedAt: Time.nullable(),
  cars: z.array(TrainCar),
  /** Cars of this ring outside the reader's scope. */
  hidden: z.int(),
});
export type TrainRing = z.infer<typeof TrainRing>;

export const TrainActions = z.object({
  edit: Can,
  submit: Can,
  approve: Can,
  reject: Can,
  start: Can,
  halt: Can,
  resume: Can,
  stop: Can,
  cancel: Can,
});
export type TrainActions = z.infer<typeof TrainActions>;

export const Train = TrainBrief.omit({ rings: true }).extend({
  reason: z.string(),
  rollbackPlan: z.string(),
  fallback: z.string(),
  communication: z.string(),
  haltAfterFailures: z.int(),
  /** Failures that somebody has seen and gone on with: they halt it no more. */
  acceptedFailures: z.int(),
  rings: z.array(TrainRing),
  timeZone: z.string(),
  timeline: z.array(z.object({ at: Time, text: z.string() })),
  contentHash: z.string(),
  createdAt: Time,
  startedAt: Time.nullable(),
  finishedAt: Time.nullable(),
  version: z.int(),
  can: TrainActions,
});
export type Train = z.infer<typeof Train>;

export const TrainImpactEnvironment = z.object({
  id: Id,
  name: z.string(),
  stage: Stage,
  tenant: Named,
  tier: Tier,
  sites: z.array(z.string()),
  release: ReleaseBrief.nullable(),
  /** The change of its car; null until the train is submitted. */
  change: z.object({ id: Id, number: z.string() }).nullable(),
  strategy: z.string(),
  modules: z.int(),
  schemaChange: z.boolean(),
  /** From the history of this environment; null without history. */
  expectedSeconds: z.number().nullable(),
  /** How long it is closed to people; 0 when it stays open, null when it closes and there is no history. */
  closedSeconds: z.number().nullable(),
  /** Gates that fail or warn now. */
  gates: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      fails: z.boolean(),
      fact: z.string(),
      remedy: z.string().nullable(),
      /** Whether two people may let it pass, on the change's own page. */
      waivable: z.boolean(),
    }),
  ),
  /** Other open changes, active operations and holds there. */
  conflicts: z.array(z.object({ kind: z.enum(["change", "operation", "hold"]), id: Id, text: z.string() })),
});
export type TrainImpactEnvironment = z.infer<typeof TrainImpactEnvironment>;

export const TrainImpact = z.object({
  /** SHA-256 of what is listed: a start names it, so that nobody starts what they have not seen. */
  hash: z.string(),
  evaluatedAt: Time,
  totals: z.object({
    tenants: z.int(),
    sites: z.int(),
    environments: z.int(),
    production: z.int(),
    schemaChanges: z.int(),
    failing: z.int(),
  }),
  rings: z.array(
    z.object({
      position: z.int(),
      name: z.string(),
      bakeSeconds: z.int(),
      environments: z.array(TrainImpactEnvironment),
    }),
  ),
});
export type TrainImpact = z.infer<typeof TrainImpact>;

const DraftRing = z.object({
  name: z.string().trim().min(1, "Give each ring a name.").max(60),
  bakeSeconds: z
    .int("Give the bake time as a number.")
    .min(0)
    .max(LONGEST_BAKE_SECONDS, "A ring bakes 14 days at most."),
  environmentIds: z
    .array(Id)
    .min(1, "Choose at least one environment for each ring.")
    .max(MOST_ENVIRONMENTS, `A train has at most ${MOST_ENVIRONMENTS} environments.`),
});

const content = {
  releaseId: Id,
  title: z.string().trim().min(5, "Give the train a title of at least 5 characters.").max(120),
  reason: z.string().trim().min(10, "Say in at least 10 characters why it is needed.").max(2000),
  rollbackPlan: z.string().trim().max(4000).default(""),
  fallback: z.string().trim().max(4000).default(""),
  communication: z.string().trim().max(4000).default(""),
  haltAfterFailures: z
    .int("Give the failures as a whole number.")
    .min(1, "It halts after one failure at the earliest.")
    .max(MOST_ENVIRONMENTS),
  rings: z
    .array(DraftRing)
    .min(1, "A train has at least one ring.")
    .max(MOST_RINGS, `A train has at most ${MOST_RINGS} rings.`)
    .superRefine((rings, check) => {
      const all = rings.flatMap(({ environmentIds }) => environmentIds);
      if (all.length > MOST_ENVIRONMENTS) {
        check.addIssue({
          code: "custom",
          message: `A train has at most ${MOST_ENVIRONMENTS} environments; these rings have ${all.length}.`,
        });
      }
      if (new Set(all).size !== all.length) {
        check.addIssue({ code: "custom", message: "An environment stands in two places. List each once." });
      }
    }),
};

export const DraftTrain = z.object(content);
export const EditTrain = z.object({ version: Version, ...content });
export const MoveTrain = z.object({ version: Version });
export const ApproveTrain = z.object({ version: Version, comment: z.string().trim().max(2000).default("") });
const reason = z.string().trim().min(5, "Give a reason of at least 5 characters.").max(2000);
export const ReasonedTrainMove = z.object({ version: Version, reason });
export const StartTrain = z.object({
  version: Version,
  /** `hash` of the impact list that was looked at. */
  impactHash: z.string().regex(/^[0-9a-f]{64}$/, "Take it from the impact list."),
});
export const ResumeTrain = z.object({
  version: Version,
  reason,
  /** Cars that have not started and shall not: their changes are cancelled. */
  leaveOut: z.array(Id).max(MOST_ENVIRONMENTS).default([]),
});
