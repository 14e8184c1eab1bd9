"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { messages } from "@/components/observation/messages";
import {
  type DraftProps,
  draftOf,
  NUMBERS,
  type PolicyDraft,
  settingsFrom,
} from "@/components/observation/policy-draft";
import { PolicyLimits } from "@/components/observation/policy-limits";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { observationKeys } from "@/lib/client/query-keys";
import { durationText } from "@/lib/client/time-text";
import type { ObservationPolicy, ObservationSettings } from "@/lib/contracts/api/resources/observation";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

const text = messages.policies;

type PolicyFormProps = { policy: ObservationPolicy; onDone: () => void; onClose: () => void };

/** How one stage is watched, to be set anew. */
export function PolicyForm({ policy, onDone, onClose }: PolicyFormProps) {
  const [draft, setDraft] = useState<PolicyDraft>(() => draftOf(policy.settings));
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const mutation = useMutation<ObservationPolicy, ApiError, ObservationSettings>({
    mutationFn: (settings) =>
      call("editObservationPolicy", {
        params: { stage: policy.stage },
        body: { version: policy.version, settings },
      }),
    onSuccess: (set) => {
      client.setQueryData<{ items: ObservationPolicy[] }>(
        observationKeys.all,
        (known) => known && { items: known.items.map((one) => (one.stage === set.stage ? set : one)) },
      );
      void client.invalidateQueries({ queryKey: observationKeys.all });
      onDone();
    },
    onError: () => void client.invalidateQueries({ queryKey: observationKeys.all }),
  });
  const { settings, problems } = settingsFrom(draft);
  const shown = tried ? (problems ?? {}) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (settings !== null && !mutation.isPending) mutation.mutate(settings);
  };
  const stage = STAGE_NAMES[policy.stage];
  return (
    <form onSubmit={submit} noValidate aria-label={`${text.edit} ${stage}`}>
      <div className="limits-form">
        <Numbers draft={draft} problems={shown} onChange={setDraft} />
        <TextField
          label="Shares of a canary"
          hint="In percent, one after the other."
          value={draft.percents}
          problem={shown["percents"]}
          onChange={({ target }) => setDraft({ ...draft, percents: target.value })}
        />
        <WhenThin draft={draft} onChange={setDraft} />
      </div>
      <PolicyLimits draft={draft} problems={shown} onChange={setDraft} />
      {mutation.error ? <ErrorState error={mutation.error} what={text.notSaved} /> : null}
      <div className="hand">
        <Button variant="primary" type="submit" busy={mutation.isPending}>
          {text.save(stage)}
        </Button>
        <Button onClick={onClose}>{text.close}</Button>
      </div>
    </form>
  );
}

function Numbers({ draft, problems, onChange }: DraftProps) {
  return NUMBERS.map(({ name, label, unit, hint }) => {
    const value = draft.numbers[name];
    const seconds = unit === "seconds" && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
    return (
      <TextField
        key={name}
        label={`${label} (${unit})`}
        hint={[seconds === null ? "" : durationText(seconds * 1_000), hint].filter(Boolean).join(". ")}
        inputMode="numeric"
        value={value}
        problem={problems[name]}
        onChange={({ target }) => onChange({ ...draft, numbers: { ...draft.numbers, [name]: target.value } })}
      />
    );
  });
}

const CHOICES = [
  { value: "ask", label: "ask a person" },
  { value: "go_on", label: "go on with a note" },
] as const;

function WhenThin({ draft, onChange }: Omit<DraftProps, "problems">) {
  return (
    <fieldset className="field plain-set">
      <legend>When too little was measured</legend>
      {CHOICES.map(({ value, label }) => (
        <label key={value} className="choice">
          <input
            type="radio"
            name="whenThin"
            value={value}
            checked={draft.whenThin === value}
            onChange={() => onChange({ ...draft, whenThin: value })}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
