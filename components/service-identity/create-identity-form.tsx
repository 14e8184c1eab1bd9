"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Ticks } from "@/components/calendar/ticks";
import { ErrorState } from "@/components/patterns/error-state";
import type { Issued } from "@/components/service-identity/token-once";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { serviceIdentityKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import { SERVICE_ACTIONS } from "@/lib/domain/access/roles";
import { TOKEN_DAYS } from "@/lib/domain/access/token";
import { actionWords } from "@/lib/domain/access/words";
import { sentenceCase } from "@/lib/domain/shared/words";

const RIGHTS = SERVICE_ACTIONS.map((value) => ({ value, label: sentenceCase(actionWords(value)) }));

/** What a build pipeline needs; more is given on purpose. */
const PIPELINE = ["evidence.attach", "release.read", "release.register"];

/** Name, purpose, rights and how long the token counts. */
export function CreateIdentityForm({
  onIssued,
  onClose,
}: {
  onIssued: (issued: Issued) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState("");
  const [purpose, setPurpose] = useState("");
  const [rights, setRights] = useState<readonly string[]>(PIPELINE);
  const [days, setDays] = useState(String(TOKEN_DAYS.usual));
  const client = useQueryClient();
  const mutation = useMutation<Issued, ApiError, Input<"createServiceIdentity">["body"]>({
    mutationFn: (body) => call("createServiceIdentity", { body }),
    onSuccess: onIssued,
    onSettled: () => void client.invalidateQueries({ queryKey: serviceIdentityKeys.all }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mutation.isPending) return;
    mutation.mutate({
      ...{ name: name.trim(), purpose: purpose.trim(), days: Number(days) },
      rights: SERVICE_ACTIONS.filter((right) => rights.includes(right)),
    });
  };
  const { error } = mutation;
  return (
    <form onSubmit={submit} noValidate className="stack-2 narrow-form">
      <TextField
        label="Name"
        hint="Lower case letters, digits and -, such as ci-erp"
        value={name}
        maxLength={50}
        autoComplete="off"
        problem={error?.issueFor("name")}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="Purpose"
        value={purpose}
        maxLength={200}
        problem={error?.issueFor("purpose")}
        onChange={(event) => setPurpose(event.target.value)}
      />
      <Ticks
        legend="It may"
        choices={RIGHTS}
        chosen={rights}
        problem={error?.issueFor("rights")}
        onChange={setRights}
      />
      <TextField
        label="Days the token counts"
        inputMode="numeric"
        value={days}
        maxLength={3}
        problem={error?.issueFor("days")}
        onChange={(event) => setDays(event.target.value)}
      />
      {error ? <ErrorState error={error} what="It was not created." /> : null}
      <div className="row-tags">
        <Button variant="primary" type="submit" busy={mutation.isPending}>
          Create it
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
