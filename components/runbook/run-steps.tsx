"use client";

import { useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Steps } from "@/components/runbook/content";
import { messages } from "@/components/runbook/messages";
import { useTick } from "@/components/runbook/use-runbooks";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { State } from "@/components/ui/glyph";
import type { RunbookRun, RunbookStep, RunbookTick } from "@/lib/contracts/api/resources/runbook";

const text = messages.run;

/** The steps of a run with what was ticked, by whom and when, and the way to tick the next. */
export function RunSteps({ run }: { run: RunbookRun }) {
  const tick = useTick(run.id);
  const [notes, setNotes] = useState<Readonly<Record<string, string>>>({});
  const ticks = new Map(run.ticks.map((each) => [each.step, each]));
  const ofDrill = (step: RunbookStep) => run.drill !== null && step.who === "machine";
  const reason = run.can.tick.allowed ? null : run.can.tick.reason;
  const send = (step: RunbookStep, state: "done" | "skipped" | "open") =>
    tick.mutate(
      { step: step.key, state, note: state === "open" ? "" : (notes[step.key] ?? "") },
      { onSuccess: () => setNotes({ ...notes, [step.key]: "" }) },
    );
  const beside = (step: RunbookStep) => {
    const made = ticks.get(step.key);
    if (made !== undefined) return <Made tick={made} />;
    if (ofDrill(step)) return <State tone="wait">waits for the drill</State>;
    if (run.finishedAt !== null) return <State tone="unknown">left open</State>;
    return (
      <>
        <Button
          variant={step.key === run.progress.next ? "primary" : "plain"}
          aria-label={`${text.done}: ${step.title}`}
          disabledReason={reason}
          busy={tick.isPending}
          onClick={() => send(step, "done")}
        >
          {text.done}
        </Button>
        <Button
          variant="quiet"
          aria-label={`${text.skip}: ${step.title}`}
          disabledReason={reason}
          busy={tick.isPending}
          onClick={() => send(step, "skipped")}
        >
          {text.skip}
        </Button>
      </>
    );
  };
  const below = (step: RunbookStep) => {
    const made = ticks.get(step.key);
    if (made !== undefined) {
      const back =
        made.by === "Holdfast" || run.finishedAt !== null || reason !== null ? null : (
          <Button
            variant="quiet"
            aria-label={`${text.undo}: ${step.title}`}
            onClick={() => send(step, "open")}
          >
            {text.undo}
          </Button>
        );
      return (
        <div className="tick-note small">
          {made.by}, <TimeInZone at={made.at} zone={run.environment.timeZone} form="clock-second" />
          {made.note === "" ? null : `: ${made.note}`} {back}
        </div>
      );
    }
    if (ofDrill(step)) return <div className="tick-note small sub">{text.byDrill}</div>;
    if (step.key !== run.progress.next || reason !== null) return null;
    return (
      <div className="tick-note">
        <TextField
          label={<span className="sr">{text.noteFor(step.title)}</span>}
          placeholder={text.note}
          value={notes[step.key] ?? ""}
          maxLength={1_000}
          onChange={(event) => setNotes({ ...notes, [step.key]: event.target.value })}
        />
      </div>
    );
  };
  return (
    <>
      {tick.error ? <ErrorState error={tick.error} what={text.notTicked} /> : null}
      <Steps steps={run.content.steps} next={run.progress.next} beside={beside} below={below} />
    </>
  );
}

const Made = ({ tick }: { tick: RunbookTick }) =>
  tick.state === "done" ? <State tone="good">done</State> : <State tone="parked">skipped</State>;
