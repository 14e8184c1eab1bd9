import "server-only";
import { compareSignals, type MeasuredSignals, type ObservationResult } from "@/lib/domain/health/compare";
import type { ObservationSettings } from "@/lib/domain/health/observation";
import { judgedByRequests, type SignalName, type SignalTrack } from "@/lib/domain/health/signal";
import { overTime, recentSeconds, worseOf } from "@/lib/domain/health/windows";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import type { StepContext } from "@/lib/engine/step";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import type { SignalTarget, SignalWindow } from "@/lib/ports/signals";
import type { DeployEffects } from "./effects";
import { baselineOf } from "./observe-plan";

/** What a look compares: everybody with the time before, or the canary with who runs beside it. */
export type Comparing = "before" | "stable";
/** What is watched, by which rules and for how many seconds. */
export type Watching = {
  effects: DeployEffects;
  ctx: StepContext;
  subject: DeploySubject;
  settings: ObservationSettings;
  seconds: number;
  comparing: Comparing;
};
export type Look = { kind: "seen"; result: ObservationResult } | { kind: "blind"; why: string };

/** Jobs belong to the environment, not to a release: they are compared with what they were before. */
const OF_THE_ENVIRONMENT: ReadonlySet<SignalName> = new Set(["job_backlog", "failed_jobs"]);

/**
 * Why nothing was measured; null for what is no matter of the metrics. They may be silent for a while, or refuse until
 * somebody mends them (a key that ran out, a service renamed): neither says anything about a release.
 */
export function whyUnmeasured(error: unknown): string | null {
  if (error instanceof TransientFailure) return `the metrics do not answer (${withoutStop(error.message)})`;
  if (error instanceof RefusedFailure) return `the metrics refuse to answer (${withoutStop(error.message)})`;
  return null;
}

const withoutStop = (text: string): string => text.replace(/\.$/, "");

/** Looks once. Metrics that are missing or do not answer make it blind, not failed. */
export async function lookOnce(
  effects: DeployEffects,
  ctx: StepContext,
  { clusterId, environment }: DeploySubject,
  watch: { settings: ObservationSettings; seconds: number; comparing: Comparing },
): Promise<Look> {
  const target = { clusterId, namespace: environment.namespace };
  try {
    if (!(await effects.signals.available(clusterId)))
      return { kind: "blind", why: "the cluster has no metrics source" };
    return { kind: "seen", result: await lookTwice(effects, ctx, target, watch) };
  } catch (error) {
    const why = whyUnmeasured(error);
    if (why === null) throw error;
    return { kind: "blind", why };
  }
}

type Watched = { settings: ObservationSettings; seconds: number; comparing: Comparing };

/** The whole time watched, and its last stretch by itself: a fault that begins late is diluted in the whole. */
async function lookTwice(
  effects: DeployEffects,
  ctx: StepContext,
  target: SignalTarget,
  watch: Watched,
): Promise<ObservationResult> {
  const { settings, seconds: soakSeconds } = watch;
  const { minimumRequests } = settings;
  const to = ctx.now();
  const whole = await compareWindow(effects, ctx, target, watch, { from: ctx.startedAt, to });
  const elapsedSeconds = secondsOf({ from: ctx.startedAt, to });
  const recent = recentSeconds({ soakSeconds, elapsedSeconds, minimumRequests }, whole.now);
  if (recent === null) return whole.result;
  const from = new Date(to.getTime() - recent * 1_000);
  const late = await compareWindow(effects, ctx, target, watch, { from, to });
  return worseOf(whole.result, late.result, minimumRequests);
}

const secondsOf = ({ from, to }: SignalWindow): number => (to.getTime() - from.getTime()) / 1_000;

/** One window compared; `now` is what was measured in it of the release that is judged. */
async function compareWindow(
  effects: DeployEffects,
  ctx: StepContext,
  target: SignalTarget,
  { settings, comparing }: Watched,
  window: SignalWindow,
): Promise<{ result: ObservationResult; now: MeasuredSignals }> {
  const names = settings.thresholds.map(({ signal }) => signal);
  const read = (track: SignalTrack) =>
    effects.signals.read(target, names, { window, track, signal: ctx.signal });
  const { readings, seconds } = baselineOf(ctx);
  const before = overTime(readings, { from: seconds, to: secondsOf(window) });
  if (comparing === "before") {
    const now = await read("all");
    return { result: compareSignals(before, now, settings), now };
  }
  const [all, stable, canary] = [await read("all"), await read("stable"), await read("canary")];
  const beside = besideCanary(before, stable, settings.minimumRequests);
  return { result: compareSignals(beside, withJobs(canary, all), settings), now: canary };
}

/** The running release in the same minutes; the baseline where too few visitors used it, and for jobs. */
function besideCanary(
  before: MeasuredSignals,
  stable: MeasuredSignals,
  minimumRequests: number,
): MeasuredSignals {
  const names = new Set([...before.keys(), ...stable.keys()]);
  const chosen = [...names].flatMap((name) => {
    const beside = stable.get(name);
    const enough = judgedByRequests(name) ? minimumRequests : 1;
    const usable = !OF_THE_ENVIRONMENT.has(name) && beside !== undefined && beside.samples >= enough;
    const reading = usable ? beside : (before.get(name) ?? beside);
    return reading === undefined ? [] : [[name, reading] as const];
  });
  return new Map(chosen);
}

function withJobs(canary: MeasuredSignals, all: MeasuredSignals): MeasuredSignals {
  const jobs = [...all].filter(([name]) => OF_THE_ENVIRONMENT.has(name));
  return new Map([...canary, ...jobs]);
}
