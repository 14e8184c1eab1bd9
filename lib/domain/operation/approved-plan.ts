import { STAGE_NAMES, type Stage } from "../catalog/stage";
import { canonicalJson } from "../shared/canonical";
import { counted } from "../shared/words";
import { deployStepText } from "./deploy-steps";
import type { PlannedStep } from "./plan";
import type { Json } from "./run";
import type { DeployStrategy } from "./strategy";

/** What an approval is given for besides the change's own words: what would run, and on what it would land. */
export type PlanContent = {
  strategy: DeployStrategy;
  running: { id: string; name: string } | null;
  install: readonly string[];
  update: readonly string[];
  steps: readonly { name: string; parameters: Json }[];
};

type Planned = Pick<PlannedStep, "name" | "parameters">;

/** Estimates from history are left out: they change with every deployment, and nobody decides on them. */
export const planContent = (
  plan: Omit<PlanContent, "steps" | "strategy"> & { strategy: DeployStrategy; steps: readonly Planned[] },
): PlanContent => ({
  strategy: plan.strategy,
  running: plan.running === null ? null : { id: plan.running.id, name: plan.running.name },
  install: [...plan.install].sort(),
  update: [...plan.update].sort(),
  steps: plan.steps.map(({ name, parameters }) => ({ name, parameters: withoutEstimates(parameters ?? {}) })),
});

function withoutEstimates(parameters: Json): Json {
  const held = recordOf(parameters);
  if (held === null) return parameters;
  return Object.fromEntries(Object.entries(held).filter(([key]) => key !== "expectedSeconds"));
}

const recordOf = (value: Json | undefined): Readonly<Record<string, Json>> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : null;

const same = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);

/** How a stage is watched, as the steps carry it; null in a plan that watches nothing. */
const settingsOf = ({ steps }: PlanContent): Json | null =>
  steps.map(({ parameters }) => recordOf(parameters)?.["settings"] ?? null).find((one) => one !== null) ??
  null;

export type PlanAround = {
  stage: Stage;
  /** Who set last how the stage is watched, since the approval; null while nobody did. */
  watchEditedBy: string | null;
};

/** What differs between the plan that was approved and what would run now, in sentences; empty when nothing does. */
export function planDifferences(
  approved: PlanContent,
  now: PlanContent,
  around: PlanAround,
): readonly string[] {
  const told = [
    runningDiffers(approved, now),
    watchingDiffers(approved, now, around),
    approved.strategy === now.strategy
      ? null
      : `Approved was the strategy ${approved.strategy}; it would be ${now.strategy} now.`,
    modulesDiffer(approved, now),
  ].filter((one) => one !== null);
  if (told.length > 0) return told;
  const steps = stepsDiffer(approved, now);
  return steps === null ? [] : [steps];
}

function runningDiffers(approved: PlanContent, now: PlanContent): string | null {
  if (approved.running?.id === now.running?.id) return null;
  const ran =
    approved.running === null ? "nothing ran there then" : `${approved.running.name} ran there then`;
  return now.running === null
    ? `Since the approval ${approved.running?.name ?? "the release"} was taken away; nothing runs there now.`
    : `Since the approval ${now.running.name} was deployed; ${ran}.`;
}

function watchingDiffers(
  approved: PlanContent,
  now: PlanContent,
  { stage, watchEditedBy }: PlanAround,
): string | null {
  if (same(settingsOf(approved), settingsOf(now))) return null;
  const by = watchEditedBy === null ? "have changed" : `were changed by ${watchEditedBy}`;
  return `The watch settings of ${STAGE_NAMES[stage]} ${by} since the approval.`;
}

function modulesDiffer(approved: PlanContent, now: PlanContent): string | null {
  const before = { install: approved.install, update: approved.update };
  const after = { install: now.install, update: now.update };
  if (same(before, after)) return null;
  const words = ({ install, update }: typeof before) =>
    `${counted(install.length, "module")} to install and ${update.length} to update`;
  return `Approved were ${words(before)}; it would be ${words(after)} now.`;
}

function stepsDiffer(approved: PlanContent, now: PlanContent): string | null {
  const title = (name: string) => `“${deployStepText(name).title}”`;
  const names = (plan: PlanContent) => plan.steps.map(({ name }) => name);
  const added = names(now).filter((name) => !names(approved).includes(name));
  const gone = names(approved).filter((name) => !names(now).includes(name));
  if (added.length + gone.length > 0) {
    const more = added.length === 0 ? [] : [`now with ${added.map(title).join(", ")}`];
    const less = gone.length === 0 ? [] : [`without ${gone.map(title).join(", ")}`];
    return `The steps differ from those approved: ${[...more, ...less].join(", ")}.`;
  }
  const changed = now.steps.find((step, index) => !same(step, approved.steps[index] ?? null));
  return changed === undefined
    ? null
    : `What the step ${title(changed.name)} is told differs from what was approved.`;
}
