"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { storeMessages as text } from "@/components/backup/store-messages";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import type { BackupStore } from "@/lib/contracts/api/resources/backup";

type StoreFormProps = {
  tenantId: string;
  store: BackupStore | null;
  onDone: () => void;
  onClose: () => void;
};
type Draft = { repository: string; accessKeyId: string; secretAccessKey: string };

/** Sets where a tenant's backups lie. What was given as a secret before is not known here: both parts are given anew. */
export function StoreForm({ tenantId, store, onDone, onClose }: StoreFormProps) {
  const [draft, setDraft] = useState<Draft>({
    repository: store?.repository ?? "",
    accessKeyId: "",
    secretAccessKey: "",
  });
  const save = useMutation<BackupStore, ApiError, Draft>({
    mutationFn: ({ repository, accessKeyId, secretAccessKey }) =>
      call("setBackupStore", {
        params: { tenantId },
        body: {
          repository,
          ...(accessKeyId === "" ? {} : { accessKeyId }),
          ...(secretAccessKey === "" ? {} : { secretAccessKey }),
        },
      }),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate(draft);
  };
  const set = (name: keyof Draft) => (event: { target: { value: string } }) =>
    setDraft((before) => ({ ...before, [name]: event.target.value }));
  const lies = store?.backups ?? 0;
  return (
    <form onSubmit={submit} noValidate className="stack-2 narrow-form" autoComplete="off">
      <TextField
        label={text.place}
        hint={lies > 0 ? text.stays(lies) : text.placeHint}
        value={draft.repository}
        maxLength={500}
        spellCheck={false}
        readOnly={lies > 0}
        problem={save.error?.issueFor("repository")}
        onChange={set("repository")}
      />
      <TextField
        label={text.access}
        hint={text.accessHint}
        value={draft.accessKeyId}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        problem={save.error?.issueFor("accessKeyId")}
        onChange={set("accessKeyId")}
      />
      <TextField
        label={text.secret}
        hint={text.secretHint}
        type="password"
        value={draft.secretAccessKey}
        maxLength={500}
        autoComplete="new-password"
        problem={save.error?.issueFor("secretAccessKey")}
        onChange={set("secretAccessKey")}
      />
      {save.error ? <ErrorState error={save.error} what={text.notSaved} /> : null}
      <div className="hand">
        <Button variant="primary" type="submit" busy={save.isPending}>
          {text.save}
        </Button>
        <Button onClick={onClose}>{text.close}</Button>
      </div>
    </form>
  );
}
