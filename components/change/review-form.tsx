"use client";

import { type FormEvent, useId, useState } from "react";
import { messages as text } from "@/components/change/governance-messages";
import { useGovernance } from "@/components/change/use-governance";
import { ErrorState } from "@/components/patterns/error-state";
import { useReader } from "@/components/patterns/reader";
import { Button } from "@/components/ui/button";
import { SelectField, TextArea, TextField } from "@/components/ui/field";
import type { Change } from "@/lib/contracts/api/resources/change";
import {
  CAUSE_NAMES,
  OUTCOME_NAMES,
  REVIEW_CAUSES,
  REVIEW_OUTCOMES,
  type ReviewCause,
  type ReviewOutcome,
} from "@/lib/domain/change/review";

type Action = { key: number; title: string; ownerId: string; dueOn: string };
const MOST_ACTIONS = 20;
const DAYS_GIVEN = 14;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** How a change went, to be written once. */
export function ReviewForm({ change, onClose }: { change: Change; onClose: () => void }) {
  // How it ended says how it went, until the reviewer says more.
  const went = change.state === "succeeded";
  const [outcome, setOutcome] = useState<ReviewOutcome>(went ? "as_planned" : "with_trouble");
  const [wentWell, setWentWell] = useState("");
  const [wentBadly, setWentBadly] = useState("");
  const [causes, setCauses] = useState<readonly ReviewCause[]>(went ? ["none"] : []);
  const [causeText, setCauseText] = useState("");
  const [actions, setActions] = useState<readonly Action[]>([]);
  const mutation = useGovernance(change, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mutation.isPending) return;
    const asked = actions.map(({ title, ownerId, dueOn }) => ({ title, ownerId, dueOn }));
    const review = { outcome, wentWell, wentBadly, causes: [...causes], causeText, actions: asked };
    mutation.mutate({ act: "review", review });
  };
  const { people } = change.governance;
  const reader = useReader();
  // Nobody is given work by being first in the alphabet: whoever writes the action has it until they choose.
  const owner = people.find(({ id }) => id === reader.id) ?? people[0];
  return (
    <form onSubmit={submit} noValidate className="stack-2 narrow-form">
      <SelectField
        label={text.outcome}
        value={outcome}
        problem={mutation.error?.issueFor("outcome")}
        choices={REVIEW_OUTCOMES.map((value) => ({ value, label: OUTCOME_NAMES[value] }))}
        onChange={(event) =>
          setOutcome(REVIEW_OUTCOMES.find((each) => each === event.target.value) ?? outcome)
        }
      />
      <TextArea
        label={text.wentWell}
        value={wentWell}
        maxLength={4000}
        onChange={(event) => setWentWell(event.target.value)}
      />
      <TextArea
        label={text.wentBadly}
        value={wentBadly}
        maxLength={4000}
        problem={mutation.error?.issueFor("wentBadly")}
        onChange={(event) => setWentBadly(event.target.value)}
      />
      <Causes chosen={causes} onChosen={setCauses} problem={mutation.error?.issueFor("causes") ?? null} />
      <TextArea
        label={text.causeText}
        value={causeText}
        maxLength={4000}
        onChange={(event) => setCauseText(event.target.value)}
      />
      {actions.map((action, index) => (
        <ActionFields
          key={action.key}
          action={action}
          people={people}
          problem={mutation.error?.issueFor(`actions.${index}.title`) ?? null}
          onChange={(next) => setActions(actions.map((one) => (one.key === action.key ? next : one)))}
          onRemove={() => setActions(actions.filter(({ key }) => key !== action.key))}
        />
      ))}
      {mutation.error ? <ErrorState error={mutation.error} what={text.failed} /> : null}
      <div className="row-tags">
        <Button
          disabledReason={actions.length >= MOST_ACTIONS ? `At most ${MOST_ACTIONS} actions.` : null}
          onClick={() =>
            setActions([
              ...actions,
              { key: Date.now(), title: "", ownerId: owner?.id ?? "", dueOn: inDays(DAYS_GIVEN) },
            ])
          }
        >
          {text.addAction}
        </Button>
        <Button variant="primary" type="submit" busy={mutation.isPending}>
          {text.saveReview}
        </Button>
        <Button onClick={onClose}>{text.cancel}</Button>
      </div>
    </form>
  );
}

type CausesProps = {
  chosen: readonly ReviewCause[];
  onChosen: (next: readonly ReviewCause[]) => void;
  problem: string | null;
};

function Causes({ chosen, onChosen, problem }: CausesProps) {
  const id = useId();
  return (
    <fieldset className="field field-set" aria-describedby={problem === null ? undefined : id}>
      <legend>{text.causes}</legend>
      {REVIEW_CAUSES.map((cause) => (
        <label key={cause} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(cause)}
            onChange={(event) =>
              onChosen(event.target.checked ? [...chosen, cause] : chosen.filter((one) => one !== cause))
            }
          />{" "}
          {CAUSE_NAMES[cause]}
        </label>
      ))}
      {problem === null ? null : (
        <div className="problem" id={id} role="alert">
          {problem}
        </div>
      )}
    </fieldset>
  );
}

type ActionProps = {
  action: Action;
  people: readonly { id: string; name: string }[];
  problem: string | null;
  onChange: (next: Action) => void;
  onRemove: () => void;
};

function ActionFields({ action, people, problem, onChange, onRemove }: ActionProps) {
  return (
    <fieldset className="stack-2">
      <legend className="sr">{text.actions}</legend>
      <TextField
        label={text.actionTitle}
        value={action.title}
        maxLength={200}
        problem={problem}
        onChange={(event) => onChange({ ...action, title: event.target.value })}
      />
      <SelectField
        label={text.actionOwner}
        value={action.ownerId}
        choices={people.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => onChange({ ...action, ownerId: event.target.value })}
      />
      <TextField
        label={text.actionDue}
        type="date"
        value={action.dueOn}
        onChange={(event) => onChange({ ...action, dueOn: event.target.value })}
      />
      <Button variant="quiet" onClick={onRemove}>
        {text.removeAction}
      </Button>
    </fieldset>
  );
}
