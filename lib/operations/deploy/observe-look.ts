import "server-only";
import { compareSignals, type MeasuredSignals, type ObservationResult } from "@/lib/domain/health/compare";
import type { ObservationSettings } from "@/lib/domain/health/observation";
import { judgedByRequests, type SignalName, type SignalTrack } from "@/lib/domain/health/signal";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import type { StepContext } from "@/lib/engine/step";
import { TransientFailure } from "@/lib/ports/failure";
import type { DeployEffects } from "./effects";
import { baselineOf } from "./observe-plan";

/** What a look compares: everybody with the time before, or the canary with who runs beside it. */
export type Comparing = "before" | "stable";
export type Look = { kind: "seen"; result: ObservationResult } | { kind: "blind"; why: string };

/** Jobs belong to the environment, not to a release: they are compared with what they were before. */
const OF_THE_ENVIRONMENT: ReadonlySet<SignalName> = new Set(["job_backlog", "failed_jobs"]);

/** Reads and compares once. Metrics that are missing or do not answer make it blind, not failed. */
export async function lookOnce(
  effects: DeployEffects,
  ctx: StepContext,
  { clusterId, environment }: DeploySubject,
  { settings, comparing }: { settings: ObservationSettings; comparing: Comparing },
): Promise<Look> {
  const names = settings.thresholds.map(({ signal }) => signal);
  const window = { from: ctx.startedAt, to: ctx.now() };
  const target = { clusterId, namespace: environment.namespace };
  const read = (track: SignalTrack) =>
    effects.signals.read(target, names, { window, track, signal: ctx.signal });
  try {
    if (!(await effects.signals.available(clusterId)))
      return { kind: "blind", why: "the cluster has no metrics source" };
    const before = baselineOf(ctx).readings;
    if (comparing === "before")
      return { kind: "seen", result: compareSignals(before, await read("all"), settings) };
    const [all, stable, canary] = [await read("all"), await read("stable"), await read("canary")];
    const beside = besideCanary(before, stable, settings.minimumRequests);
    return { kind: "seen", result: compareSignals(beside, withJobs(canary, all), settings) };
  } catch (error) {
    if (!(error instanceof TransientFailure)) throw error;
    return { kind: "blind", why: `the metrics do not answer (${error.message.replace(/\.$/, "")})` };
  }
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
