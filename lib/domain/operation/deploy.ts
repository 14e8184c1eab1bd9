import type { ObservationSettings } from "../health/observation";
import {
  A_PERSON_DECIDES,
  DEPLOY_STEPS,
  type DeployStepName,
  deployStepText,
  GOES_BACK,
  NEEDS_A_PERSON,
  RESTORES_CHECKPOINT,
} from "./deploy-steps";
import type { PlannedStep } from "./plan";
import type { Json } from "./run";
import type { DeployStrategy } from "./strategy";

/** How long running jobs and open transactions may take to end once the door is closed, in seconds. */
export const DRAIN_SECONDS = 120;

export type DeployPlanInput = {
  strategy: DeployStrategy;
  /** False at the first deployment to an environment: then there is nothing to go back to. */
  hasPreviousRelease: boolean;
  /** As `moduleUpdate` of lib/domain/release/diff answers. */
  modules: { install: readonly string[]; update: readonly string[] };
  /** How the environment's stage is watched. */
  settings: ObservationSettings;
  /** True where there is a place for backups: then the data are saved behind the closed door before the update. */
  checkpoint?: boolean;
  /** What the maintenance page of a recreate may say: how long it usually takes, and whose clock to show. */
  closing?: { expectedSeconds: number | null; timeZone: string };
};

type Part = { name: DeployStepName; parameters?: Json; waitsMs?: number };

/** The steps of a deployment in order: forward first, then what runs by itself when one of them fails. */
export function planDeploy(input: DeployPlanInput): readonly PlannedStep<DeployStepName>[] {
  return [...forward(input), ...backward(input)].map(({ name, ...plan }) => {
    const { touches: _touches, ...text } = DEPLOY_STEPS[name];
    return { name, ...text, ...plan, ifItFails: whereItLeads(leadsOf(input), name, text.ifItFails) };
  });
}

/** What decides where a failure leads. */
type Leads = { goesBack: boolean; saves: boolean; closes: boolean };

const leadsOf = (input: DeployPlanInput): Leads => ({
  goesBack: input.hasPreviousRelease,
  saves: savesData(input),
  closes: input.strategy === "recreate",
});

/** Title and consequence of a step of a stored plan, of which the names of all steps are known. */
export function storedDeployStepText(
  name: string,
  plan: ReadonlySet<string>,
): { title: string; ifItFails: string } {
  const { title, ifItFails } = deployStepText(name);
  const leads = {
    goesBack: !plan.has("stop_here"),
    saves: plan.has("restore_data"),
    closes: plan.has("quiesce"),
  };
  return { title, ifItFails: whereItLeads(leads, name, ifItFails) };
}

/** True when database and filestore are saved before the update, and come back when it fails. */
const savesData = ({ strategy, checkpoint, hasPreviousRelease, modules }: DeployPlanInput): boolean =>
  strategy === "recreate" && checkpoint === true && hasPreviousRelease && updates(modules);

const updates = ({ install, update }: DeployPlanInput["modules"]): boolean =>
  install.length + update.length > 0;

const SINCE_CHECKPOINT: ReadonlySet<string> = new Set<DeployStepName>([
  "migrate",
  "rollout",
  "smoke",
  "open",
]);

function whereItLeads({ goesBack, saves, closes }: Leads, name: string, otherwise: string): string {
  if (otherwise === GOES_BACK && !goesBack) return NEEDS_A_PERSON;
  if (name === "observe" && closes) return A_PERSON_DECIDES;
  return saves && SINCE_CHECKPOINT.has(name) ? RESTORES_CHECKPOINT : otherwise;
}

/** `render` comes before anything is closed or measured, so that what cannot be rendered costs nobody a minute. */
function forward(input: DeployPlanInput): Part[] {
  const { strategy, settings } = input;
  const preflight: Part = savesData(input)
    ? { name: "preflight", parameters: { checkpoint: true } }
    : { name: "preflight" };
  const begin: Part[] = [{ name: "gates" }, preflight, { name: "render" }];
  if (watches(input))
    begin.push({ name: "baseline", parameters: watching(settings.baselineSeconds, settings) });
  begin.push({ name: "notify" });
  if (strategy === "recreate") begin.push(quiesce(input));
  // Here nobody writes any more and nothing is updated yet: what is saved now is all there is.
  if (savesData(input)) begin.push({ name: "checkpoint" });
  if (updates(input.modules)) begin.push({ name: "migrate" });
  if (strategy === "canary") begin.push(...canary(settings));
  begin.push({ name: "rollout", parameters: { strategy } }, { name: "smoke" });
  if (strategy === "recreate") begin.push({ name: "open" });
  const observed = watched("observe", settings.soakSeconds, settings, strategy === "recreate");
  return [...begin, ...observed, { name: "record" }];
}

function backward(input: DeployPlanInput): Part[] {
  const { hasPreviousRelease, strategy } = input;
  if (!hasPreviousRelease) return [{ name: "stop_here" }];
  const parameters = { strategy };
  return [
    ...(savesData(input) ? [{ ...quiesce(input), name: "restore_data" } as const] : []),
    { name: "restore_release", parameters },
    { name: "restore_rollout", parameters },
    { name: "restore_smoke" },
    ...(strategy === "recreate" ? [{ name: "restore_open" } as const] : []),
    { name: "restore_record" },
  ];
}

/** A baseline is worth its time only where something is compared with it later. */
const watches = ({ strategy, settings }: DeployPlanInput): boolean =>
  settings.soakSeconds > 0 || (strategy === "canary" && settings.canarySoakSeconds > 0);

const watching = (seconds: number, settings: ObservationSettings): Json => ({ seconds, settings });

/** `asks`: what looks bad is a question to a person, because going back would lose what was written meanwhile. */
function watched(name: DeployStepName, seconds: number, settings: ObservationSettings, asks = false): Part[] {
  if (seconds === 0) return [];
  const waitsMs = 1_000 * (2 * seconds + settings.answerSeconds);
  const parameters = { seconds, settings, ...(asks ? { asks } : {}) };
  return [{ name, parameters, waitsMs }];
}

function quiesce({ closing }: DeployPlanInput): Part {
  return { name: "quiesce", parameters: { drainSeconds: DRAIN_SECONDS, ...closing } };
}

/** The first share of the visitors, and one wider share where the settings name more than one. */
function canary(settings: ObservationSettings): Part[] {
  const first = settings.canaryPercents[0] ?? 10;
  const last = settings.canaryPercents.at(-1) ?? first;
  const narrow: Part[] = [
    { name: "canary", parameters: { percent: first } },
    { name: "canary_smoke", parameters: { percent: first } },
    ...watched("canary_watch", settings.canarySoakSeconds, settings),
  ];
  if (last <= first) return narrow;
  const wide = watched("widen_watch", settings.canarySoakSeconds, settings);
  return [...narrow, { name: "widen", parameters: { percent: last } }, ...wide];
}

/**
 * How long the door is closed, in seconds: from `quiesce` to `open`. `expected` from history, null when one of the
 * steps has none; `atMost` from the limits. Null when the plan closes nothing.
 */
export function closedTime(
  plan: readonly Pick<PlannedStep, "name" | "timeoutMs">[],
  expected: ReadonlyMap<string, number>,
): { expected: number | null; atMost: number } | null {
  const from = plan.findIndex(({ name }) => name === "quiesce");
  const to = plan.findIndex(({ name }) => name === "open");
  if (from === -1 || to < from) return null;
  const closed = plan.slice(from, to + 1);
  const known = closed.map(({ name }) => expected.get(name) ?? null);
  return {
    expected: known.some((one) => one === null)
      ? null
      : Math.ceil(known.reduce<number>((sum, one) => sum + (one ?? 0), 0)),
    atMost: closed.reduce((sum, { timeoutMs }) => sum + timeoutMs / 1_000, 0),
  };
}
