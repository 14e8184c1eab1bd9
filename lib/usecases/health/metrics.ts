import "server-only";
import type { Measured, MetricOf } from "@/lib/domain/health/measured";
import { healthQuestion, QUESTION_IDS, questionWindow } from "@/lib/domain/health/promql";
import type { OwnQuestions } from "@/lib/domain/health/question";
import { keptReading } from "@/lib/domain/health/reading";
import { NOT_MEASURED } from "@/lib/domain/health/sentence";
import { SKEW_TURNS } from "@/lib/domain/health/verdict";
import type { Signals, SweepAnswer } from "@/lib/ports/signals";

const NOTHING: Measured = { value: null, why: NOT_MEASURED };
const NO_NUMBER: Measured = { value: null, why: "Prometheus answers what is no number (NaN)." };
const beyondText = (value: number): string =>
  `Prometheus answers ${value}, which is more than can be measured of anything.`;
const keyOf = (namespace: string, key: string | null): string => `${namespace}/${key ?? ""}`;

type Asking = { now: Date; intervalMs: number; signal: AbortSignal; own: OwnQuestions };

/**
 * Asks a cluster's metrics every question once. Whatever fails, is late or tells of another time than now becomes a
 * reason why nothing is known; nothing is thrown.
 */
export async function readMetrics(
  signals: Signals,
  clusterId: string,
  { now, intervalMs, signal, own }: Asking,
): Promise<MetricOf> {
  const windowSeconds = questionWindow(intervalMs / 1_000);
  const questions = QUESTION_IDS.map((id) => ({
    id,
    ...healthQuestion(id, windowSeconds, own.get(id)),
  }));
  try {
    if (!(await signals.available(clusterId)))
      return refused("No Prometheus is registered for this cluster.");
    const answers = await signals.sweep(clusterId, questions, signal);
    return metricsOf(answers, now, intervalMs);
  } catch (error) {
    if (signal.aborted) return refused("The cluster's metrics did not answer in time.");
    return refused(error instanceof Error ? error.message : "The cluster's metrics could not be read.");
  }
}

const refused =
  (why: string): MetricOf =>
  () => ({ value: null, why });

/** Answers by question, namespace and key. */
export function metricsOf(
  answers: ReadonlyMap<string, SweepAnswer>,
  now: Date,
  intervalMs: number,
): MetricOf {
  const known = new Map(
    [...answers].map(([id, answer]) => {
      const values = new Map(
        answer.values.map(({ namespace, key, value }) => [keyOf(namespace, key), value]),
      );
      return [id, { why: answer.failure ?? skewOf(answer.at, now, intervalMs), values }] as const;
    }),
  );
  return (question, namespace, key) => {
    const answer = known.get(question);
    if (answer === undefined) return NOTHING;
    if (answer.why !== null) return { value: null, why: answer.why };
    const value = answer.values.get(keyOf(namespace, key));
    if (value === null) return NO_NUMBER;
    if (value === undefined) return NOTHING;
    const kept = keptReading(value);
    return kept === null ? { value: null, why: beyondText(value) } : { value, why: "" };
  };
}

/** Values of another time than ours say nothing about now. */
function skewOf(at: Date | null, now: Date, intervalMs: number): string | null {
  if (at === null) return null;
  const seconds = Math.round((at.getTime() - now.getTime()) / 1_000);
  if (Math.abs(seconds) * 1_000 <= Math.max(SKEW_TURNS * intervalMs, 20_000)) return null;
  return `Prometheus' clock is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} ours: what it tells is not of now.`;
}
