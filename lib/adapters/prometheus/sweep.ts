import "server-only";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import type { SweepAnswer, SweepQuestion, SweptValue } from "@/lib/ports/signals";
import type { FleetValue, PrometheusApi } from "./api";

/** Questions under way at once: a Prometheus has others to answer too. */
const AT_ONCE = 4;
const MOST_QUESTIONS = 50;
/** After so many in a row that came to nothing the others are not asked any more: it is down, or far too slow. */
const GIVE_UP_AFTER = 6;

/** Asks all questions, a few at a time; what fails is told in words and does not stop the others. */
export async function sweepQuestions(
  open: () => Promise<PrometheusApi>,
  questions: readonly SweepQuestion[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SweepAnswer>> {
  signal.throwIfAborted();
  const answers = new Map<string, SweepAnswer>();
  const waiting = questions.slice(0, MOST_QUESTIONS);
  let failedInRow = 0;
  let reason = "";
  const work = async (api: PrometheusApi) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      signal.throwIfAborted();
      if (failedInRow >= GIVE_UP_AFTER) {
        answers.set(next.id, failed(`Not asked: ${reason}`));
        continue;
      }
      try {
        answers.set(next.id, answerOf(await api.fleet(next.promql, signal), next.key));
        failedInRow = 0;
      } catch (error) {
        signal.throwIfAborted();
        reason = wordsOf(error);
        failedInRow += 1;
        answers.set(next.id, failed(reason));
      }
    }
  };
  try {
    const api = await open();
    await Promise.all(Array.from({ length: AT_ONCE }, () => work(api)));
  } catch (error) {
    signal.throwIfAborted();
    const why = failed(wordsOf(error));
    for (const { id } of questions) if (!answers.has(id)) answers.set(id, why);
  }
  return answers;
}

function answerOf(rows: readonly FleetValue[], key: string | null): SweepAnswer {
  const values = rows.flatMap(({ labels, value }): SweptValue[] => {
    const namespace = labels["namespace"];
    const split = key === null ? null : (labels[key] ?? null);
    return namespace === undefined ? [] : [{ namespace, key: split, value }];
  });
  return { values, series: rows.length, at: rows[0]?.at ?? null, failure: null };
}

const failed = (failure: string): SweepAnswer => ({ values: [], series: 0, at: null, failure });

const wordsOf = (error: unknown): string =>
  cutText(plainText(error instanceof Error ? error.message : String(error)), 300);
