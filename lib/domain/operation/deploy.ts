import type { PlannedStep } from "./plan";
import type { StepPhase } from "./state";

const MINUTE = 60_000;
const REFUSES = "The deployment is refused; nothing was touched.";
const GOES_BACK = "Holdfast goes back to the release that runs now.";
const NEEDS_A_PERSON = "The environment is marked as needing attention.";

type StepText = { title: string; phase: StepPhase; timeoutMs: number; ifItFails: string };

/** Every step a deployment can have. Titles and limits are read from here by pages, plans and tests alike. */
export const DEPLOY_STEPS = {
  gates: { title: "Check the gates again", phase: "forward", timeoutMs: MINUTE, ifItFails: REFUSES },
  preflight: {
    title: "Look before acting: cluster, secrets, image, room",
    phase: "forward",
    timeoutMs: 2 * MINUTE,
    ifItFails: REFUSES,
  },
  render: { title: "Render the manifests", phase: "forward", timeoutMs: MINUTE, ifItFails: REFUSES },
  migrate: {
    title: "Update the modules in the database",
    phase: "forward",
    timeoutMs: 32 * MINUTE,
    ifItFails: GOES_BACK,
  },
  rollout: { title: "Roll out the new pods", phase: "forward", timeoutMs: 15 * MINUTE, ifItFails: GOES_BACK },
  smoke: { title: "Run the business checks", phase: "forward", timeoutMs: 5 * MINUTE, ifItFails: GOES_BACK },
  record: { title: "Record what runs now", phase: "forward", timeoutMs: MINUTE, ifItFails: GOES_BACK },
  restore_release: {
    title: "Put the previous release back",
    phase: "rollback",
    timeoutMs: 5 * MINUTE,
    ifItFails: NEEDS_A_PERSON,
  },
  restore_rollout: {
    title: "Wait until the previous release serves",
    phase: "rollback",
    timeoutMs: 15 * MINUTE,
    ifItFails: NEEDS_A_PERSON,
  },
  restore_smoke: {
    title: "Run the business checks on the previous release",
    phase: "rollback",
    timeoutMs: 5 * MINUTE,
    ifItFails: NEEDS_A_PERSON,
  },
  restore_record: {
    title: "Record what runs after going back",
    phase: "rollback",
    timeoutMs: MINUTE,
    ifItFails: NEEDS_A_PERSON,
  },
  stop_here: {
    title: "Stop: there is no earlier release to go back to",
    phase: "rollback",
    timeoutMs: MINUTE,
    ifItFails: NEEDS_A_PERSON,
  },
} as const satisfies Record<string, StepText>;

export type DeployStepName = keyof typeof DEPLOY_STEPS;

export type DeployPlanInput = {
  /** False at the first deployment to an environment: then there is nothing to go back to. */
  hasPreviousRelease: boolean;
  /** As `moduleUpdate` of lib/domain/release/diff answers. */
  modules: { install: readonly string[]; update: readonly string[] };
};

/** The steps of a deployment in order: forward first, then what runs by itself when one of them fails. */
export function planDeploy(input: DeployPlanInput): readonly PlannedStep<DeployStepName>[] {
  const migrates = input.modules.install.length + input.modules.update.length > 0;
  const names: DeployStepName[] = ["gates", "preflight", "render"];
  if (migrates) names.push("migrate");
  names.push("rollout", "smoke", "record");
  if (input.hasPreviousRelease) {
    names.push("restore_release", "restore_rollout", "restore_smoke", "restore_record");
  } else names.push("stop_here");
  return names.map((name) => {
    const text = { name, ...DEPLOY_STEPS[name] };
    const leadsNowhere = text.ifItFails === GOES_BACK && !input.hasPreviousRelease;
    return leadsNowhere ? { ...text, ifItFails: NEEDS_A_PERSON } : text;
  });
}

/** True when a forward step changes the world, so that what follows a failure is going back, not refusing. */
export function deployStepTouches(name: string): boolean {
  const known: Readonly<Record<string, StepText>> = DEPLOY_STEPS;
  const text = Object.hasOwn(known, name) ? known[name] : undefined;
  return text !== undefined && text.phase === "forward" && text.ifItFails !== REFUSES;
}

/** Title and consequence of a stored step; a name no release of Holdfast knows keeps its name. */
export function deployStepText(name: string): { title: string; ifItFails: string } {
  const known: Readonly<Record<string, StepText>> = DEPLOY_STEPS;
  const text = Object.hasOwn(known, name) ? known[name] : undefined;
  return { title: text?.title ?? name, ifItFails: text?.ifItFails ?? "" };
}
