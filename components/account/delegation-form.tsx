"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { delegationMessages as text } from "@/components/account/delegation-messages";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { SelectField, TextArea, TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { delegationKeys } from "@/lib/client/query-keys";
import type { Delegations } from "@/lib/contracts/api/resources/governance";

const DAY_MS = 86_400_000;
/** The value a browser's field for a local date and time takes. */
const local = (at: Date): string =>
  new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** To whom, over what, from when until when. */
export function DelegationForm({ answer, onClose }: { answer: Delegations; onClose: () => void }) {
  const [toId, setToId] = useState(answer.people[0]?.id ?? "");
  const [scopeAt, setScopeAt] = useState(0);
  const [from, setFrom] = useState(local(new Date()));
  const [until, setUntil] = useState(local(new Date(Date.now() + 7 * DAY_MS)));
  const [reason, setReason] = useState("");
  const client = useQueryClient();
  const mutation = useMutation<Delegations, ApiError>({
    mutationFn: () => {
      const { level, tenantId, environmentId } = answer.scopes[scopeAt] ?? { level: "fleet" as const };
      return call("giveDelegation", {
        body: {
          ...{ toId, level, tenantId: tenantId ?? null, environmentId: environmentId ?? null, reason },
          startsAt: new Date(from).toISOString(),
          endsAt: new Date(until).toISOString(),
        },
      });
    },
    onSuccess: (given) => {
      client.setQueryData(delegationKeys.all, given);
      onClose();
    },
  });
  const missing = toId === "" ? text.nobody : from === "" || until === "" ? "Choose both times." : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing === null && !mutation.isPending) mutation.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="stack-2 narrow-form">
      <p className="prose">{text.effect}</p>
      <SelectField
        label={text.person}
        value={toId}
        choices={answer.people.map(({ id, name, roles }) => ({ value: id, label: `${name} (${roles})` }))}
        onChange={(event) => setToId(event.target.value)}
      />
      <SelectField
        label={text.scope}
        value={String(scopeAt)}
        choices={answer.scopes.map(({ name }, index) => ({ value: String(index), label: name }))}
        onChange={(event) => setScopeAt(Number(event.target.value))}
      />
      <TextField
        label={text.from_}
        type="datetime-local"
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <TextField
        label={text.until}
        type="datetime-local"
        value={until}
        onChange={(event) => setUntil(event.target.value)}
      />
      <TextArea
        label={text.reason}
        value={reason}
        maxLength={500}
        problem={mutation.error?.issueFor("reason")}
        onChange={(event) => setReason(event.target.value)}
      />
      {mutation.error ? <ErrorState error={mutation.error} what={text.notGiven} /> : null}
      <div className="row-tags">
        <Button variant="primary" type="submit" busy={mutation.isPending} disabledReason={missing}>
          {text.confirm}
        </Button>
        <Button onClick={onClose}>{text.cancel}</Button>
      </div>
    </form>
  );
}
