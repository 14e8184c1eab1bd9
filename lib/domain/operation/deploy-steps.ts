import type { StepPhase } from "./state";

const MINUTE = 60_000;
const SAFE = "The deployment is refused; nothing was touched.";
export const GOES_BACK = "Holdfast goes back to the release that runs now.";
const REOPENS = "The door opens again on the release that runs now.";
export const NEEDS_A_PERSON = "The environment is marked as needing attention.";
export const RESTORES_CHECKPOINT =
  "Holdfast restores the checkpoint and goes back to the release that runs now; nothing is lost.";
export const A_PERSON_DECIDES =
  "A person decides: by then people write into the changed database, and going back is no matter of code alone.";
const STAYS_CLOSED =
  "The environment is marked as needing attention; if the door was closed, it stays closed.";

type StepText = {
  title: string;
  phase: StepPhase;
  /** True when it changes the world: a failure from here on goes back instead of refusing. */
  touches: boolean;
  /** How long a worker may hold it, in milliseconds; what it waits parked comes on top. */
  timeoutMs: number;
  ifItFails: string;
};

const looks = (title: string, minutes: number, ifItFails: string) =>
  ({ title, phase: "forward", touches: false, timeoutMs: minutes * MINUTE, ifItFails }) as const;
const acts = (title: string, minutes: number, ifItFails: string) =>
  ({ title, phase: "forward", touches: true, timeoutMs: minutes * MINUTE, ifItFails }) as const;
const restores = (title: string, minutes: number, ifItFails = NEEDS_A_PERSON) =>
  ({ title, phase: "rollback", touches: false, timeoutMs: minutes * MINUTE, ifItFails }) as const;

/** Every step a deployment can have. Titles and limits are read from here by pages, plans and tests alike. */
export const DEPLOY_STEPS = {
  gates: looks("Check the gates again", 1, SAFE),
  preflight: looks("Look before acting: cluster, secrets, image, room", 2, SAFE),
  render: looks("Render the manifests", 1, SAFE),
  baseline: looks("Measure how it runs now", 2, SAFE),
  notify: looks("Tell those concerned", 1, SAFE),
  quiesce: acts("Close the door and let running work end", 8, REOPENS),
  checkpoint: acts("Save database and files: the checkpoint", 65, REOPENS),
  migrate: acts("Update the modules in the database", 32, GOES_BACK),
  canary: acts("Start the release beside the one that runs", 15, GOES_BACK),
  canary_smoke: acts("Run the business checks on it, then let some visitors in", 5, GOES_BACK),
  canary_watch: looks("Compare the canary with the release that runs", 5, GOES_BACK),
  widen: acts("Give the release to more visitors", 15, GOES_BACK),
  widen_watch: looks("Compare the wider canary with the release that runs", 5, GOES_BACK),
  rollout: acts("Roll out the new pods", 15, GOES_BACK),
  smoke: acts("Run the business checks", 5, GOES_BACK),
  open: acts("Start scheduled work, warm up and open the door", 10, GOES_BACK),
  observe: looks("Watch the release with everybody on it", 5, GOES_BACK),
  record: acts("Record what runs now", 1, GOES_BACK),
  restore_data: restores("Restore the checkpoint", 125, STAYS_CLOSED),
  restore_release: restores("Put the previous release back", 10, STAYS_CLOSED),
  restore_rollout: restores("Wait until the previous release serves", 15, STAYS_CLOSED),
  restore_smoke: restores("Run the business checks on the previous release", 5, STAYS_CLOSED),
  restore_open: restores("Open the door on the previous release", 10, STAYS_CLOSED),
  restore_record: restores("Record what runs after going back", 1),
  stop_here: restores("Stop: there is no earlier release to go back to", 1),
} as const satisfies Record<string, StepText>;

export type DeployStepName = keyof typeof DEPLOY_STEPS;

const textOf = (name: string): StepText | undefined => {
  const known: Readonly<Record<string, StepText>> = DEPLOY_STEPS;
  return Object.hasOwn(known, name) ? known[name] : undefined;
};

/** True when a forward step changes the world, so that what follows a failure is going back, not refusing. */
export const deployStepTouches = (name: string): boolean => textOf(name)?.touches ?? false;

/** Title and consequence of a stored step; a name no release of Holdfast knows keeps its name. */
export function deployStepText(name: string): { title: string; ifItFails: string } {
  const text = textOf(name);
  return { title: text?.title ?? name, ifItFails: text?.ifItFails ?? "" };
}
