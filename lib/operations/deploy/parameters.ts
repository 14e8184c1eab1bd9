import "server-only";
import { z } from "zod";
import { DEPLOY_STRATEGIES, type DeployStrategy } from "@/lib/domain/operation/strategy";
import type { StepContext } from "@/lib/engine/step";

const Canary = z.object({ percent: z.int().min(1).max(99) });
const Quiesce = z.object({
  drainSeconds: z.int().min(0).max(86_400),
  expectedSeconds: z.number().nullable().default(null),
  timeZone: z.string().default("UTC"),
  /** What an ERP that does not answer means: a failure, or that nothing is left to wait for. */
  unanswered: z.enum(["fail", "go_on"]).default("fail"),
});
const Preflight = z.object({ checkpoint: z.boolean().default(false) });
const Strategy = z.object({ strategy: z.enum(DEPLOY_STRATEGIES).default("rolling") });

/** What a plan tells the canary's steps. A plan that does not is a bug, and throws. */
export const canaryParameters = ({ parameters }: StepContext) => Canary.parse(parameters);
export const quiesceParameters = ({ parameters }: StepContext) => Quiesce.parse(parameters);
/** Whether the plan saves the data before the update. */
export const preflightParameters = ({ parameters }: StepContext) => Preflight.parse(parameters);
/** The strategy of the plan a step belongs to; plans that name none replace pods one by one. */
export const strategyOf = ({ parameters }: StepContext): DeployStrategy =>
  Strategy.parse(parameters).strategy;
