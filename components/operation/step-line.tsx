import { STEP_WORDS } from "@/components/operation/words";
import { useNow } from "@/components/patterns/clock";
import { Elapsed } from "@/components/patterns/time-in-zone";
import { Glyph } from "@/components/ui/glyph";
import { durationText } from "@/lib/client/time-text";
import type { OperationStep } from "@/lib/contracts/api/resources/operation";
import { saysAlready, sentenceCase } from "@/lib/domain/shared/words";

const CLASSES: Record<OperationStep["state"], string | undefined> = {
  pending: "pending",
  running: "now",
  done: undefined,
  failed: "fail",
  skipped: "pending",
};

type StepLineProps = {
  steps: readonly OperationStep[];
  /** When the operation was paused: the step under way stands still since then. */
  haltedAt?: string | null;
  /** What the page's head says already: a long reason is not told twice on one screen. */
  told?: string;
};

/** The plan as a vertical line: state, elapsed right, what happened or is expected below. */
export function StepLine({ steps, haltedAt = null, told = "" }: StepLineProps) {
  return (
    <ol className="step-line pad-top">
      {steps.map((step) => (
        <li
          key={step.id}
          className={CLASSES[step.state]}
          aria-current={step.state === "running" ? "step" : undefined}
        >
          {step.state === "running" && haltedAt !== null ? (
            <Glyph tone="parked" label="paused" />
          ) : (
            <Glyph tone={STEP_WORDS[step.state].tone} label={STEP_WORDS[step.state].word} />
          )}
          <span className="n">{step.title}</span>
          <span className="el">
            {step.startedAt ? <Elapsed from={step.startedAt} to={step.finishedAt ?? haltedAt} /> : null}
          </span>
          <span className="d">
            {stepText(step, told)}
            {step.state === "running" && step.startedAt && step.watchSeconds ? (
              <WatchBar from={step.startedAt} seconds={step.watchSeconds} haltedAt={haltedAt} />
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  );
}

type WatchBarProps = { from: string; seconds: number; haltedAt: string | null };

/** How much of the time to watch is over; what a person then still decides takes as long as it takes. */
function WatchBar({ from, seconds, haltedAt }: WatchBarProps) {
  const now = useNow();
  const until = haltedAt === null ? now : Date.parse(haltedAt);
  const watched = Math.min(seconds, Math.max(0, (until - Date.parse(from)) / 1_000));
  return (
    <span
      className="watch-bar"
      role="progressbar"
      aria-label="Watched"
      aria-valuemin={0}
      aria-valuemax={seconds}
      aria-valuenow={Math.round(watched)}
      suppressHydrationWarning
    >
      <i style={{ width: `${((100 * watched) / seconds).toFixed(1)}%` }} suppressHydrationWarning />
    </span>
  );
}

/** Longer reasons fill a phone's screen. */
const LONG_REASON = 90;

function reasonOf({ state, sentence }: OperationStep, told: string): string {
  const isTold = state === "failed" && sentence.length > LONG_REASON && saysAlready(told, sentence);
  return isTold ? "The reason stands at the top." : sentenceCase(sentence);
}

function stepText(step: OperationStep, told: string): string {
  const parts: string[] = [];
  const watched = step.watchSeconds !== null && step.name !== "baseline";
  // The canary's pods start before they are given visitors.
  if (step.percent !== null && step.name !== "canary") parts.push(`${step.percent} % of the visitors`);
  if (watched && step.state === "running") parts.push(`of ${durationText((step.watchSeconds ?? 0) * 1_000)}`);
  else if (watched && step.state === "pending")
    parts.push(`${durationText((step.watchSeconds ?? 0) * 1_000)}`);
  else if (step.state !== "done" && step.state !== "failed" && step.expectedSeconds !== null) {
    parts.push(`expected ${durationText(step.expectedSeconds * 1_000)}`);
  }
  if (!watched && step.state === "running" && step.expectedSeconds === null) {
    parts.push(`at most ${durationText(step.limitSeconds * 1_000)}`);
  }
  // A watching step begins again with every look.
  if (!watched && step.attempts > 1) parts.push(`attempt ${step.attempts}`);
  if (step.sentence) parts.push(reasonOf(step, told));
  else if (step.state === "pending") parts.push(`if it fails: ${step.ifItFails}`);
  return parts.join(" · ");
}
