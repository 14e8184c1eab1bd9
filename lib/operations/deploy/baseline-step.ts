import "server-only";
import type { MeasuredSignals } from "@/lib/domain/health/compare";
import { judgedByRequests, SIGNAL_NAMES, signalText } from "@/lib/domain/health/signal";
import {
  chooseYardstick,
  type MeasuredWindow,
  weekWindow,
  yardstickText,
} from "@/lib/domain/health/yardstick";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import { TransientFailure } from "@/lib/ports/failure";
import type { SignalWindow } from "@/lib/ports/signals";
import { type DeployStep, subjectOf } from "./effects";
import { whyUnmeasured } from "./observe-look";
import { keptBaseline, keptReadings, watchPlan } from "./observe-plan";

/** Metrics that do not answer keep a deployment waiting this long, not longer. */
const PATIENCE_MS = 30_000;

function withoutBaseline(ctx: StepContext, why: string): StepDone {
  const sentence = `Without a baseline: ${why} Later there is nothing to compare with.`;
  ctx.tell(sentence, { level: "warn" });
  return done(sentence, keptReadings(ctx.startedAt, ctx.startedAt, new Map()));
}

function measured(readings: MeasuredSignals, minimumRequests: number, seconds: number) {
  const requests = Math.max(
    0,
    ...[...readings].map(([name, { samples }]) => (judgedByRequests(name) ? samples : 0)),
  );
  const span = `the last ${spokenSeconds(seconds)}`;
  if (requests < minimumRequests)
    return {
      thin: true,
      sentence: `${requests === 0 ? "No request" : `Only ${requests} requests`} in ${span}, ${minimumRequests} are needed to judge: the baseline is thin.`,
    };
  const errors = signalText("error_ratio", readings.get("error_ratio")?.value ?? null);
  const latency = signalText("latency_p95", readings.get("latency_p95")?.value ?? null);
  return {
    thin: false,
    sentence: `In ${span}: ${requests} requests, ${errors} failed, 95 of 100 answered within ${latency}.`,
  };
}

/** Records how the environment runs before anything is touched. Too little measured is a warning, not a refusal. */
export const baseline: DeployStep = {
  name: "baseline",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { seconds, settings } = watchPlan(ctx);
    const { clusterId, environment, timeZone } = await subjectOf(effects, ctx);
    const to = ctx.startedAt;
    const from = new Date(to.getTime() - seconds * 1_000);
    const patient = ctx.now().getTime() - to.getTime() < PATIENCE_MS;
    const target = { clusterId, namespace: environment.namespace };
    const read = async (window: SignalWindow): Promise<MeasuredWindow> => {
      const options = { window, track: "all", signal: ctx.signal } as const;
      return { ...window, readings: await effects.signals.read(target, SIGNAL_NAMES, options) };
    };
    try {
      if (!(await effects.signals.available(clusterId)))
        return withoutBaseline(ctx, "the cluster has no metrics source.");
      const week = await weekOf(read, weekWindow(to, seconds, timeZone), patient);
      const before = await read({ from, to });
      const chosen = chooseYardstick(before, week, settings);
      const { thin, sentence } = measured(before.readings, settings.minimumRequests, seconds);
      const against = yardstickText({ ...chosen, from: week?.from ?? null }, "this time", timeZone);
      const told = `${sentence} The release is compared with ${against}.`;
      if (thin && chosen.against === "before") ctx.tell(told, { level: "warn" });
      return done(told, keptBaseline(before, week, chosen));
    } catch (error) {
      const why = whyUnmeasured(error);
      if (why === null || (patient && error instanceof TransientFailure)) throw error;
      return withoutBaseline(ctx, `${why}.`);
    }
  },
};

/** Metrics that do not answer for so long ago are asked again for a while, then not missed. */
async function weekOf(
  read: (window: SignalWindow) => Promise<MeasuredWindow>,
  window: SignalWindow,
  patient: boolean,
): Promise<MeasuredWindow | null> {
  try {
    return await read(window);
  } catch (error) {
    if (whyUnmeasured(error) === null || (patient && error instanceof TransientFailure)) throw error;
    return null;
  }
}
