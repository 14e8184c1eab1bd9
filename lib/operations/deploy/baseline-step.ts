import "server-only";
import type { MeasuredSignals } from "@/lib/domain/health/compare";
import { judgedByRequests, SIGNAL_NAMES, signalText } from "@/lib/domain/health/signal";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import { TransientFailure } from "@/lib/ports/failure";
import { type DeployStep, subjectOf } from "./effects";
import { keptReadings, watchPlan } from "./observe-plan";

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
    const { clusterId, environment } = await subjectOf(effects, ctx);
    const to = ctx.startedAt;
    const from = new Date(to.getTime() - seconds * 1_000);
    try {
      if (!(await effects.signals.available(clusterId)))
        return withoutBaseline(ctx, "the cluster has no metrics source.");
      const target = { clusterId, namespace: environment.namespace };
      const options = { window: { from, to }, track: "all", signal: ctx.signal } as const;
      const readings = await effects.signals.read(target, SIGNAL_NAMES, options);
      const { thin, sentence } = measured(readings, settings.minimumRequests, seconds);
      if (thin) ctx.tell(sentence, { level: "warn" });
      return done(sentence, keptReadings(from, to, readings));
    } catch (error) {
      const waited = ctx.now().getTime() - ctx.startedAt.getTime();
      if (!(error instanceof TransientFailure) || waited < PATIENCE_MS) throw error;
      return withoutBaseline(ctx, `the metrics do not answer (${error.message.replace(/\.$/, "")}).`);
    }
  },
};
