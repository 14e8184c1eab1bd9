"use client";

import { useState } from "react";
import { messages } from "@/components/change/schedule-messages";
import { useSchedule } from "@/components/change/use-schedule";
import { FormDialog } from "@/components/patterns/form-dialog";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { TextField } from "@/components/ui/field";
import type { Change } from "@/lib/contracts/api/resources/change";
import { formatLocal, instantOf, parseLocal, wallOf } from "@/lib/domain/calendar/wall-clock";

const text = messages.dialog;

/** Asks when: at the next opening, or at a time on the plant's clock. */
export function ScheduleDialog({ change, onClose }: { change: Change; onClose: () => void }) {
  const zone = change.environment.timeZone;
  const { nextOpening, plannedStart } = change.schedule;
  // Open, and for long enough: the next opening has begun already.
  const opensNow =
    change.schedule.open && nextOpening !== null && Date.parse(nextOpening) <= Date.now() + 60_000;
  const [chosen, setChosen] = useState(nextOpening === null);
  const [local, setLocal] = useState(() => firstTime(plannedStart ?? nextOpening, zone));
  const [tried, setTried] = useState(false);
  const mutation = useSchedule(change, onClose);
  const wall = parseLocal(local);
  const submit = () => {
    setTried(true);
    if (chosen && wall === null) return;
    mutation.mutate(chosen && wall !== null ? new Date(instantOf(zone, wall)) : null);
  };
  return (
    <FormDialog
      title={text.title(change.number)}
      description={text.effect}
      cancel={text.cancel}
      confirm={text.confirm}
      mutation={mutation}
      failed={messages.failed}
      onSubmit={submit}
      onClose={onClose}
    >
      <fieldset className="seg theme-choice">
        <legend className="sr">{text.when}</legend>
        <button type="button" aria-pressed={!chosen} onClick={() => setChosen(false)}>
          {text.opening}
        </button>
        <button type="button" aria-pressed={chosen} onClick={() => setChosen(true)}>
          {text.chosen}
        </button>
      </fieldset>
      {chosen ? (
        <TextField
          label={text.time(zone)}
          hint={text.timeHint}
          type="datetime-local"
          value={local}
          onChange={(event) => setLocal(event.target.value)}
          problem={tried && wall === null ? text.timeProblem : mutation.error?.issueFor("at")}
        />
      ) : (
        <p className="prose">
          {opensNow ? text.openNow : nextOpening === null ? text.none : text.opensAt}
          {opensNow || nextOpening === null ? null : <TimeInZone at={nextOpening} zone={zone} />}
        </p>
      )}
    </FormDialog>
  );
}

/** The time the field begins with, in whole minutes of the plant's clock. */
const firstTime = (at: string | null, zone: string): string =>
  at === null ? "" : formatLocal(wallOf(zone, Date.parse(at)));
