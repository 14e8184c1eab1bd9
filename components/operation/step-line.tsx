import { STEP_WORDS } from "@/components/operation/words";
import { Elapsed } from "@/components/patterns/time-in-zone";
import { Glyph } from "@/components/ui/glyph";
import { durationText } from "@/lib/client/time-text";
import type { OperationStep } from "@/lib/contracts/api/resources/operation";

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
};

/** The plan as a vertical line: state, elapsed right, what happened or is expected below. */
export function StepLine({ steps, haltedAt = null }: StepLineProps) {
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
          <span className="d">{stepText(step)}</span>
        </li>
      ))}
    </ol>
  );
}

function stepText(step: OperationStep): string {
  const parts: string[] = [];
  if (step.state !== "done" && step.state !== "failed" && step.expectedSeconds !== null) {
    parts.push(`expected ${durationText(step.expectedSeconds * 1_000)}`);
  }
  if (step.state === "running" && step.expectedSeconds === null) {
    parts.push(`at most ${durationText(step.limitSeconds * 1_000)}`);
  }
  if (step.attempts > 1) parts.push(`attempt ${step.attempts}`);
  if (step.sentence) parts.push(step.sentence);
  else if (step.state === "pending") parts.push(`if it fails: ${step.ifItFails}`);
  return parts.join(" · ");
}
