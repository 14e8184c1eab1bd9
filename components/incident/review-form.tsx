"use client";

import { type FormEvent, useState } from "react";
import { useIncidentAct } from "@/components/incident/use-incidents";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { SelectField, TextArea, TextField } from "@/components/ui/field";
import type { Incident } from "@/lib/contracts/api/resources/incident";

type Action = { key: number; text: string; ownerId: string; dueOn: string };

const SHORTEST_CAUSES = 20;
const DAYS_GIVEN = 14;
const MOST_ACTIONS = 10;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Why it happened, what helped, and what shall be done by whom. */
export function ReviewForm({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const [causes, setCauses] = useState("");
  const [whatHelped, setWhatHelped] = useState("");
  const [actions, setActions] = useState<readonly Action[]>([]);
  const [tried, setTried] = useState(false);
  const mutation = useIncidentAct(incident);
  const problem =
    causes.trim().length < SHORTEST_CAUSES ? "Say in at least 20 characters why it happened." : null;
  const unsaid = actions.some(({ text, dueOn }) => text.trim().length < 5 || dueOn === "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem !== null || unsaid || mutation.isPending) return;
    const wanted = actions.map(({ text, ownerId, dueOn }) => ({
      ...{ text: text.trim(), ownerId: ownerId || null, dueOn },
    }));
    mutation.mutate(
      { act: "review", causes: causes.trim(), whatHelped: whatHelped.trim(), actions: wanted },
      { onSuccess: onClose },
    );
  };
  const change = (key: number, next: Partial<Action>) =>
    setActions(actions.map((action) => (action.key === key ? { ...action, ...next } : action)));
  const add = () =>
    setActions([...actions, { key: Date.now(), text: "", ownerId: "", dueOn: inDays(DAYS_GIVEN) }]);
  return (
    <form onSubmit={submit} noValidate className="stack-2">
      <TextArea
        label="Why it happened"
        value={causes}
        maxLength={5000}
        onChange={(event) => setCauses(event.target.value)}
        problem={tried ? problem : null}
      />
      <TextArea
        label="What helped, and what would have"
        value={whatHelped}
        maxLength={5000}
        onChange={(event) => setWhatHelped(event.target.value)}
      />
      {actions.map((action) => (
        <ActionFields
          key={action.key}
          action={action}
          people={incident.people}
          problem={tried}
          onChange={(next) => change(action.key, next)}
          onRemove={() => setActions(actions.filter(({ key }) => key !== action.key))}
        />
      ))}
      {mutation.error ? <ErrorState error={mutation.error} what="The review was not written." /> : null}
      <div className="act-row">
        <Button variant="primary" type="submit" busy={mutation.isPending}>
          Write the review
        </Button>
        <Button
          disabledReason={
            actions.length < MOST_ACTIONS ? null : `A review has at most ${MOST_ACTIONS} actions.`
          }
          onClick={add}
        >
          Add an action
        </Button>
        <Button onClick={onClose}>Not now</Button>
      </div>
    </form>
  );
}

type ActionFieldsProps = {
  action: Action;
  people: Incident["people"];
  problem: boolean;
  onChange: (next: Partial<Action>) => void;
  onRemove: () => void;
};

function ActionFields({ action, people, problem, onChange, onRemove }: ActionFieldsProps) {
  const short = action.text.trim().length < 5 ? "Say in at least 5 characters what shall be done." : null;
  return (
    <fieldset className="stack-2 review-action">
      <legend className="sr">An action</legend>
      <TextField
        label="What shall be done"
        value={action.text}
        maxLength={500}
        onChange={(event) => onChange({ text: event.target.value })}
        problem={problem ? short : null}
      />
      <SelectField
        label="By whom"
        choices={[
          { value: "", label: "Nobody yet" },
          ...people.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={action.ownerId}
        onChange={(event) => onChange({ ownerId: event.target.value })}
      />
      <TextField
        label="Until"
        type="date"
        value={action.dueOn}
        onChange={(event) => onChange({ dueOn: event.target.value })}
        problem={action.dueOn === "" ? "Choose a day." : null}
      />
      <div>
        <Button variant="quiet" onClick={onRemove}>
          Leave this action out
        </Button>
      </div>
    </fieldset>
  );
}
