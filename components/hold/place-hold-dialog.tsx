"use client";

import { useId, useState } from "react";
import { endAfter, HOLD_LEVELS } from "@/components/hold/levels";
import { messages } from "@/components/hold/messages";
import { usePlaceHold } from "@/components/hold/use-holds";
import { useNow } from "@/components/patterns/clock";
import { FormDialog } from "@/components/patterns/form-dialog";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { TextArea, TextField } from "@/components/ui/field";
import type { Environment } from "@/lib/contracts/api/resources/catalog";
import type { HoldLevel } from "@/lib/contracts/api/resources/hold";

const text = messages.place;
const SHORTEST_REASON = 5;
const FIRST_HOURS = "4";
const CLOCK_STEP_MS = 10_000;

type PlaceHoldDialogProps = { environment: Environment; onClose: () => void };

/** Asks what is held, why and for how long. */
export function PlaceHoldDialog({ environment, onClose }: PlaceHoldDialogProps) {
  const { canHold } = environment;
  const [level, setLevel] = useState(HOLD_LEVELS.find((each) => canHold[each].allowed) ?? "environment");
  const [reason, setReason] = useState("");
  const [hours, setHours] = useState(FIRST_HOURS);
  const [tried, setTried] = useState(false);
  const now = useNow(CLOCK_STEP_MS);
  const mutation = usePlaceHold(onClose);
  const end = endAfter(hours, now);
  const reasonProblem = reason.trim().length < SHORTEST_REASON ? text.reasonProblem : null;
  const submit = () => {
    setTried(true);
    const until = endAfter(hours, Date.now());
    if (until === null || reasonProblem !== null) return;
    const where = subjectOf(level, environment);
    mutation.mutate({ level, ...where, reason: reason.trim(), until: until.toISOString() });
  };
  return (
    <FormDialog
      title={text.title}
      description={text.effect}
      cancel={text.cancel}
      confirm={text.confirm}
      danger
      mutation={mutation}
      failed={text.failed}
      onSubmit={submit}
      onClose={onClose}
    >
      <LevelChoice level={level} onChoose={setLevel} canHold={canHold} />
      <TextArea
        label={text.reason}
        hint={text.reasonHint}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.target.value)}
        problem={tried ? (reasonProblem ?? mutation.error?.issueFor("reason")) : null}
      />
      <TextField
        label={text.hours}
        inputMode="numeric"
        value={hours}
        onChange={(event) => setHours(event.target.value)}
        hint={end ? <Ends at={end} zone={environment.timeZone} /> : undefined}
        problem={end === null ? text.hoursProblem : mutation.error?.issueFor("until")}
      />
    </FormDialog>
  );
}

function subjectOf(
  level: HoldLevel,
  environment: Environment,
): { environmentId?: string; tenantId?: string } {
  if (level === "environment") return { environmentId: environment.id };
  return level === "tenant" ? { tenantId: environment.tenant.id } : {};
}

function Ends({ at, zone }: { at: Date; zone: string }) {
  return (
    <>
      {text.ends} <TimeInZone at={at.toISOString()} zone={zone} />
    </>
  );
}

type LevelChoiceProps = {
  level: HoldLevel;
  onChoose: (level: HoldLevel) => void;
  canHold: Environment["canHold"];
};

/** Levels that are not the reader's stay visible, with the reason below. */
function LevelChoice({ level, onChoose, canHold }: LevelChoiceProps) {
  const hintId = useId();
  const refused = HOLD_LEVELS.filter((each) => !canHold[each].allowed);
  return (
    <div className="field">
      <fieldset className="seg theme-choice" aria-describedby={refused.length > 0 ? hintId : undefined}>
        <legend className="sr">{text.over}</legend>
        {HOLD_LEVELS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={level === each}
            aria-disabled={!canHold[each].allowed || undefined}
            title={canHold[each].reason ?? undefined}
            onClick={() => (canHold[each].allowed ? onChoose(each) : undefined)}
          >
            {text.levels[each]}
          </button>
        ))}
      </fieldset>
      {refused.length > 0 ? (
        <div className="hint" id={hintId}>
          {refused.map((each) => (
            <div key={each}>
              {text.levels[each]}: {canHold[each].reason}
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}
