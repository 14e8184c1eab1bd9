import "server-only";
import { z } from "zod";
import type { PlanStep, PlanStrategy } from "@/lib/contracts/api/resources/change";
import type { Tx } from "@/lib/data/client";
import { medianStepSeconds } from "@/lib/data/step-times";
import type { Stage } from "@/lib/domain/catalog/stage";
import type { ObservationSettings } from "@/lib/domain/health/observation";
import { closedTime, planDeploy } from "@/lib/domain/operation/deploy";
import type { PlannedStep } from "@/lib/domain/operation/plan";
import { chooseStrategy, type DeployStrategy, type StrategyFacts } from "@/lib/domain/operation/strategy";
import { type ModuleDifference, moduleUpdate } from "@/lib/domain/release/diff";
import { observationSettings } from "../observation/settings";

/** What of an environment its plan follows from. */
export type PlannedEnvironment = {
  stage: Stage;
  state: NonNullable<StrategyFacts["state"]>;
  webReplicas: number;
  timeZone: string;
};

type PlanSubject = {
  differences: readonly ModuleDifference[];
  hasPreviousRelease: boolean;
  environment: PlannedEnvironment;
  /** Whether the tenant has a place for backups: a changed schema is then saved before it is updated. */
  backupStore: boolean;
  settings: ObservationSettings;
  /** What the environment's history expects of each step, in seconds. */
  expected: ReadonlyMap<string, number>;
};

type ChangePlan = {
  strategy: DeployStrategy;
  /** Why, in a sentence. */
  strategyReason: string;
  steps: readonly PlannedStep[];
  /** Seconds the door is closed: expected (null without history) and at most; null when it stays open. */
  closed: { expected: number | null; atMost: number } | null;
};

/** The plan a change would run: the same function makes the operation's rows at the start. */
export function changePlan(subject: PlanSubject): ChangePlan {
  const { differences, hasPreviousRelease, environment, settings, expected, backupStore } = subject;
  const { strategy, reason } = chooseStrategy({ ...environment, differences, hasPreviousRelease, settings });
  const modules = moduleUpdate(differences);
  const parts = { strategy, hasPreviousRelease, modules, settings, checkpoint: backupStore };
  const closed = closedTime(planDeploy(parts), expected);
  const closing = { expectedSeconds: closed?.expected ?? null, timeZone: environment.timeZone };
  return { strategy, strategyReason: reason, steps: planDeploy({ ...parts, closing }), closed };
}

/** The plan of a change in this environment, with the settings and the history as they stand. */
export async function planFor(
  db: Tx,
  environmentId: string,
  facts: { differences: readonly ModuleDifference[]; runningRelease: unknown },
): Promise<{ plan: ChangePlan; expected: ReadonlyMap<string, number> }> {
  const environment = await db.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: {
      stage: true,
      state: true,
      webReplicas: true,
      timeZone: true,
      tenant: { select: { backupStore: { select: { id: true } } } },
    },
  });
  const settings = await observationSettings(db, environment.stage);
  const expected = await expectedSeconds(db, environmentId);
  const hasPreviousRelease = facts.runningRelease !== null;
  const { differences } = facts;
  const backupStore = environment.tenant.backupStore !== null;
  const subject = { differences, hasPreviousRelease, environment, settings, expected, backupStore };
  return { plan: changePlan(subject), expected };
}

/** Median seconds of each step's last 20 successful runs in the environment; steps without history are missing. */
export const expectedSeconds = medianStepSeconds;

export const presentPlan = (
  plan: readonly PlannedStep[],
  expected: ReadonlyMap<string, number>,
): PlanStep[] =>
  plan.map((step) => {
    const watching = watchingOf(step);
    const answerSeconds = watching?.settings.answerSeconds ?? null;
    return {
      name: step.name,
      title: step.title,
      phase: step.phase,
      expectedSeconds: expected.get(step.name) ?? watching?.seconds ?? null,
      limitSeconds: (step.timeoutMs + (step.waitsMs ?? 0)) / 1000 - (answerSeconds ?? 0),
      answerSeconds,
      ifItFails: step.ifItFails,
    };
  });

const Watching = z.object({ seconds: z.number(), settings: z.object({ answerSeconds: z.number() }) });

/** What a step that waits without a worker was told: only such a step asks anybody. */
const watchingOf = ({ waitsMs, parameters }: PlannedStep): z.infer<typeof Watching> | null =>
  waitsMs === undefined ? null : (Watching.safeParse(parameters).data ?? null);

/** How the release reaches the pods, for people. */
export const presentStrategy = ({ strategy, strategyReason, closed }: ChangePlan): PlanStrategy => ({
  name: strategy,
  reason: strategyReason,
  closed: closed === null ? null : { expectedSeconds: closed.expected, atMostSeconds: closed.atMost },
});
