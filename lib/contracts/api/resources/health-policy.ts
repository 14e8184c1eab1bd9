import { z } from "zod";
import { SIGNAL_IDS } from "@/lib/domain/health/catalog";
import { healthSettingsProblem } from "@/lib/domain/health/policy";
import { QUESTION_IDS } from "@/lib/domain/health/promql";
import { LONGEST_QUESTION } from "@/lib/domain/health/question";
import { Can, Id, Named, Tier, Time } from "./common";

const Limits = z.object({ warn: z.number(), bad: z.number() });

/** HealthSettings of lib/domain/health/policy: only signals whose limits differ from Holdfast's own. */
export const HealthSettings = z
  .object({ limits: z.partialRecord(z.enum(SIGNAL_IDS), Limits) })
  .superRefine(({ limits }, check) => {
    const problem = healthSettingsProblem(limits);
    if (problem !== null)
      check.addIssue({ code: "custom", path: ["limits", problem.signal], message: problem.message });
  });

/** From where signals of a tier's environments warn and are bad. */
export const HealthPolicy = z.object({
  tier: Tier,
  settings: HealthSettings,
  /** True while nobody has set anything: the limits are Holdfast's own. */
  standard: z.boolean(),
  updatedAt: Time.nullable(),
  /** 0 while nobody has set anything. */
  version: z.int().min(0),
  can: z.object({ edit: Can }),
});
export type HealthPolicy = z.infer<typeof HealthPolicy>;

export const EditHealthPolicy = z.object({ version: z.int().min(0), settings: HealthSettings });

export const QuestionId = z.enum(QUESTION_IDS);

/** One question to a cluster's Prometheus, asked for all of its environments at once. */
export const HealthQuestion = z.object({
  id: QuestionId,
  title: z.string(),
  /** A label its answer is split by, besides the namespace. */
  key: z.string().nullable(),
  /** As it is asked; "$window" becomes how far it looks back. */
  promql: z.string(),
  /** As Holdfast comes with it. */
  shipped: z.string(),
  /** Who wrote it for this cluster, when and why; null while it is Holdfast's own. */
  own: z.object({ by: z.string(), at: Time, reason: z.string() }).nullable(),
  /** 0 while it is Holdfast's own. */
  version: z.int().min(0),
});
export type HealthQuestion = z.infer<typeof HealthQuestion>;

export const HealthQuestions = z.object({
  /** Clusters the reader may see; empty for whoever may see none. */
  clusters: z.array(Named).max(200),
  cluster: z.object({ id: Id, name: z.string(), measured: z.boolean() }).nullable(),
  items: z.array(HealthQuestion).max(QUESTION_IDS.length),
  can: z.object({ edit: Can }),
});
export type HealthQuestions = z.infer<typeof HealthQuestions>;

const Version = z.int().min(0);
const Reason = z.string().trim().min(5, "Give a reason of at least 5 characters.").max(500);

export const EditHealthQuestion = z.object({
  version: Version,
  promql: z.string().trim().min(3, "Write a PromQL expression.").max(LONGEST_QUESTION),
  reason: Reason,
});
export const ResetHealthQuestion = z.object({ version: Version, reason: Reason });
