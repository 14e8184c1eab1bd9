"use client";

import { type FormEvent, useState } from "react";
import { firstPlace, NameFields } from "@/components/alert/name-fields";
import { useAlerting } from "@/components/alert/use-alerting";
import { ErrorState } from "@/components/patterns/error-state";
import { useReader } from "@/components/patterns/reader";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import type { Alerting, Rota } from "@/lib/contracts/api/resources/alert";

type RotaFormProps = { alerting: Alerting; rota: Rota | null; onClose: () => void };

const today = (): string => `${new Date().toISOString().slice(0, 10)}T08:00`;

/** Who takes over from whom, week by week. */
export function RotaForm({ alerting, rota, onClose }: RotaFormProps) {
  const { places, people } = alerting;
  const reader = useReader();
  const [tenantId, setTenantId] = useState(firstPlace(places));
  const [name, setName] = useState(rota?.name ?? "");
  const [timeZone, setTimeZone] = useState(rota?.timeZone ?? reader.timeZone);
  const [startsAt, setStartsAt] = useState(rota?.startsAt ?? today());
  const [members, setMembers] = useState<readonly string[]>(rota?.members.map(({ id }) => id) ?? []);
  const mutation = useAlerting(onClose);
  const nameOf = (id: string) =>
    [...people, ...(rota?.members ?? [])].find((person) => person.id === id)?.name ?? "Somebody";
  const rest = people.filter(({ id }) => !members.includes(id));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mutation.isPending) return;
    const body = { name: name.trim(), timeZone: timeZone.trim(), startsAt, memberIds: [...members] };
    mutation.mutate(
      rota === null
        ? { act: "create_rota", body: { tenantId: tenantId || null, ...body } }
        : { act: "edit_rota", rotaId: rota.id, body: { version: rota.version, ...body } },
    );
  };
  return (
    <form onSubmit={submit} noValidate className="stack-2">
      <NameFields
        name={name}
        problem={mutation.error?.issueFor("name")}
        onName={setName}
        places={rota === null ? places : null}
        tenantId={tenantId}
        onTenant={setTenantId}
      />
      <TextField
        label="First handover"
        type="datetime-local"
        value={startsAt}
        onChange={(event) => setStartsAt(event.target.value)}
      />
      <TextField
        label="Time zone"
        value={timeZone}
        maxLength={64}
        onChange={(event) => setTimeZone(event.target.value)}
      />
      <ol className="rowlist alert-list" aria-label="In this order">
        {members.map((id, index) => (
          <li key={id}>
            <span>
              {index + 1}. {nameOf(id)}
            </span>
            <Button variant="quiet" onClick={() => setMembers(members.filter((each) => each !== id))}>
              Leave out<span className="sr"> {nameOf(id)}</span>
            </Button>
          </li>
        ))}
      </ol>
      <SelectField
        label="Next in the round"
        choices={[
          { value: "", label: "Choose a person" },
          ...rest.map((person) => ({ value: person.id, label: person.name })),
        ]}
        value=""
        onChange={(event) =>
          event.target.value === "" ? undefined : setMembers([...members, event.target.value])
        }
      />
      {mutation.error ? <ErrorState error={mutation.error} what="The rota was not stored." /> : null}
      <div className="act-row">
        <Button variant="primary" type="submit" busy={mutation.isPending}>
          Store the rota
        </Button>
        <Button onClick={onClose}>Not now</Button>
      </div>
    </form>
  );
}
