import "server-only";
import { confirmedTriggers, findingText, type ObservationResult } from "@/lib/domain/health/compare";
import { courseQuestions } from "@/lib/domain/health/course";
import { roundSeconds } from "@/lib/domain/health/observation";
import type { SignalCourse } from "@/lib/domain/health/signal";
import { openQuestion } from "@/lib/domain/operation/question";
import type { Json } from "@/lib/domain/operation/run";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import { FailedCheck } from "@/lib/engine/failure";
import { done, park, type StepDone, type StepParked } from "@/lib/engine/step";
import { readCourses } from "@/lib/usecases/observation/courses";
import { type DeployStep, type KeptLook, subjectOf } from "./effects";
import { failingBusiness } from "./observe-checks";
import { keepHolding } from "./observe-held";
import { type Comparing, lookOnce, type Watching, whyUnmeasured } from "./observe-look";
import { baselineOf, watchPlan } from "./observe-plan";
import { keepAsking } from "./observe-question";

/** After a look that saw nothing. */
const BLIND_SECONDS = 15;
/** A trigger seen only once at the end gets this many more rounds to show itself again. */
const MOST_EXTRA_ROUNDS = 5;
const KEPT_LOOKS = 5;

type Watch = Watching & {
  /** True when going back is no matter of code alone: then a trigger is a question. */
  asks: boolean;
  service: string;
};

const lowerFirst = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);
const withoutStop = (text: string) => text.replace(/[.\s]+$/, "");
const later = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1_000);

/**
 * A step that watches in rounds without holding a worker. All it knows stands in rows: since when (the step's start),
 * what was seen (the looks), what a person answered. So it may die and go on elsewhere at any point.
 */
export function watchStep(
  name: "observe" | "canary_watch" | "widen_watch",
  { comparing, service }: { comparing: Comparing; service: string },
): DeployStep {
  return {
    name,
    touches: false,
    isDone: async () => null,
    async perform(effects, ctx) {
      const { seconds, settings, asks } = watchPlan(ctx);
      const subject = await subjectOf(effects, ctx);
      const watch = { effects, ctx, subject, settings, seconds, asks, comparing, service };
      const looks = await effects.observations.latest(ctx.operationId, name, KEPT_LOOKS);
      const last = looks[0];
      return last?.final ? decide(watch, last) : lookAgain(watch, looks);
    },
  };
}

async function lookAgain(watch: Watch, looks: readonly KeptLook[]): Promise<StepDone | StepParked> {
  const { ctx, settings, seconds } = watch;
  const now = ctx.now();
  const over = now >= later(ctx.startedAt, seconds);
  const round = roundSeconds(seconds);
  // Right after the start nothing can have been measured: a look would only say so.
  if (!over && looks.length === 0 && now < later(ctx.startedAt, round / 2))
    return park(soonest(watch, round), `Watched for ${spokenSeconds(seconds)} from now on.`);
  const look = await lookOnce(watch.effects, ctx, watch.subject, watch);
  if (look.kind === "blind") {
    const why = `Nothing can be compared: ${look.why}.`;
    if (over) return end(watch, { verdict: "thin", sentence: why, comparisons: [] });
    if (looks[0]?.sentence !== why) await keep(watch, { verdict: "thin", sentence: why, comparisons: [] });
    return park(soonest(watch, BLIND_SECONDS), `${why} Looked at again until the watching ends.`);
  }
  const { result } = look;
  // A worker that died after its look leaves a young one behind: that is this round's, not the one before.
  const before = looks.find(({ at }) => now.getTime() - at.getTime() >= round * 500) ?? null;
  const patience = now < later(ctx.startedAt, seconds + MOST_EXTRA_ROUNDS * round);
  const confirmed = patience
    ? confirmedTriggers(result.comparisons, before?.comparisons ?? null, settings.minimumRequests)
    : result.comparisons.filter(({ verdict }) => verdict === "trigger");
  if (confirmed.length > 0)
    return end(watch, { ...result, sentence: `${confirmed.map(findingText).join("; ")}.` });
  if (result.verdict === "trigger") return doubt(watch, result, round);
  if (over) return end(watch, result);
  await keep(watch, result);
  return park(soonest(watch, round), `${progress(watch, now)}: ${result.sentence}`);
}

/** Beyond the trigger, but seen once and by few requests: one more look decides. */
async function doubt(watch: Watch, result: ObservationResult, round: number): Promise<StepParked> {
  await keep(watch, result);
  watch.ctx.tell(`${result.sentence} Seen once: the next look decides.`, { level: "warn" });
  return park(later(watch.ctx.now(), round), `${withoutStop(result.sentence)}; the next look decides.`);
}

function progress({ ctx, seconds }: Watch, now: Date): string {
  const watched = (now.getTime() - ctx.startedAt.getTime()) / 1_000;
  return `Watched for ${spokenSeconds(watched)} of ${spokenSeconds(seconds)}`;
}

/** The next look, or the end of the watching when that comes first. */
function soonest({ ctx, seconds }: Watch, wait: number): Date {
  const next = later(ctx.now(), wait).getTime();
  return new Date(Math.min(next, later(ctx.startedAt, seconds).getTime()));
}

/** Not by a worker that has lost the operation meanwhile: its look would be one too many. */
async function keep(
  { effects, ctx }: Watch,
  result: ObservationResult,
  courses: SignalCourse[] | null = null,
): Promise<void> {
  const { operationId, step } = ctx;
  ctx.signal.throwIfAborted();
  return effects.observations.append({ ...result, operationId, step, at: ctx.now(), courses });
}

/** The last look: with the business checks, and with the courses that prove it when the metrics are forgotten. */
async function end(watch: Watch, result: ObservationResult): Promise<StepDone | StepParked> {
  const { effects, ctx, subject, service } = watch;
  const failing = result.verdict === "trigger" ? null : await failingBusiness(effects, ctx, subject, service);
  const last: ObservationResult =
    failing === null ? result : { ...result, verdict: "trigger", sentence: `T${failing.slice(1)}.` };
  await keep(watch, last, await coursesUntilNow(watch));
  return decide(watch, { ...last, at: ctx.now(), final: true });
}

/** Courses are proof, not a condition: where they cannot be had the watching ends without them. */
async function coursesUntilNow({
  effects,
  ctx,
  subject,
  settings,
  comparing,
}: Watch): Promise<SignalCourse[]> {
  const { clusterId, environment } = subject;
  const window = { from: baselineOf(ctx).from, to: ctx.now() };
  const canary = comparing === "stable" || ctx.results.has("canary");
  const questions = courseQuestions(settings, canary);
  const target = { clusterId, namespace: environment.namespace };
  try {
    return await readCourses(effects.signals, target, questions, { window, signal: ctx.signal });
  } catch (error) {
    if (whyUnmeasured(error) === null) throw error;
    return [];
  }
}

/** What was seen decides; a canary that may go on, but is held back by a gate, is watched on while it waits. */
async function decide(watch: Watch, last: KeptLook): Promise<StepDone | StepParked> {
  const decided = await judge(watch, last);
  if (decided.kind === "parked" || watch.comparing !== "stable") return decided;
  const holding = await keepHolding(watch, last);
  if (holding.kind === "free") return decided;
  return holding.kind === "parked" ? holding : turnedWorse(watch, holding.result, WHILE_HELD);
}

const WHILE_HELD = "While it was held back it became worse: it does not wait any longer.";
const WHILE_ASKED = "While the question waited it became worse: nobody has to answer any more.";

async function turnedWorse(
  watch: Watch,
  result: ObservationResult,
  story: string,
): Promise<StepDone | StepParked> {
  const confirmed = result.comparisons.filter(({ verdict }) => verdict === "trigger");
  watch.ctx.tell(story, { level: "warn" });
  return end(watch, { ...result, sentence: `${confirmed.map(findingText).join("; ")}.` });
}

async function judge(watch: Watch, last: KeptLook): Promise<StepDone | StepParked> {
  const { ctx, settings, asks } = watch;
  const result = { verdict: last.verdict, comparisons: last.comparisons as unknown as Json };
  const found = lowerFirst(withoutStop(last.sentence));
  if (last.verdict === "trigger" && !asks) throw new FailedCheck(found, result);
  if (last.verdict === "good") return done(last.sentence, result);
  if (last.verdict === "thin" && settings.whenThin === "go_on")
    return done(`${last.sentence} It goes on, as the policy says.`, result);
  if (ctx.answer !== null) return done(`${ctx.answer.person} lets it go on: ${ctx.answer.reason}`, result);
  const patience = spokenSeconds(settings.answerSeconds);
  // A pause moves the time a question waits until: what was noted down with it holds.
  const asking = openQuestion(ctx.memo);
  const until = asking === null ? later(last.at, settings.answerSeconds) : new Date(asking.until);
  if (ctx.now() >= until)
    throw new FailedCheck(`nobody answered within ${patience} whether it may go on; ${found}`, result);
  const why = last.verdict === "trigger" ? ` ${WRITTEN_SINCE}` : "";
  const text = `${last.sentence}${why} A person decides: go on, or go back.`;
  const asked = await keepAsking(watch, { text, until, found: last });
  return asked.kind === "parked" ? asked : turnedWorse(watch, asked.result, WHILE_ASKED);
}

const WRITTEN_SINCE =
  "The schema has changed and people write into it since the door opened, so Holdfast does not go back by itself.";
