"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { queueMessages as text } from "@/components/change/queue-messages";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys } from "@/lib/client/query-keys";
import type { Output } from "@/lib/contracts/api/registry";
import type { QueueFilter } from "@/lib/contracts/api/resources/change-queue";

type Queues = Output<"listChangeQueues">;
type KeepQueueProps = {
  filter: QueueFilter;
  /** The own queue that is shown; null when there is none of this filter yet. */
  own: Queues["own"][number] | null;
  name: string;
  onClose: () => void;
};

/** Keeps the filter as it is under a name, or forgets the queue that is shown. */
export function KeepQueue({ filter, own, name: proposed, onClose }: KeepQueueProps) {
  const [name, setName] = useState(proposed);
  const [isDefault, setDefault] = useState(own?.isDefault ?? false);
  const formId = useId();
  const client = useQueryClient();
  const mutation = useMutation<Queues, ApiError, "keep" | "forget">({
    mutationFn: async (what) => {
      const renamed = what === "keep" && own !== null && own.name !== name.trim();
      const kept =
        what === "keep" ? await call("keepChangeQueue", { body: { name, filter, isDefault } }) : undefined;
      if (own !== null && (renamed || kept === undefined))
        return call("dropChangeQueue", { params: { queueId: own.id } });
      return kept ?? client.getQueryData<Queues>(changeKeys.queues) ?? { standing: [], own: [] };
    },
    onSuccess: (queues) => {
      client.setQueryData(changeKeys.queues, queues);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!mutation.isPending) mutation.mutate("keep");
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.title}
      description={text.effect}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          {own === null ? null : (
            <Button variant="danger" busy={mutation.isPending} onClick={() => mutation.mutate("forget")}>
              {text.forget}
            </Button>
          )}
          <Button variant="primary" type="submit" form={formId} busy={mutation.isPending}>
            {text.save}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="stack-2">
        <TextField
          label={text.name}
          hint={text.nameHint}
          value={name}
          maxLength={40}
          problem={mutation.error?.issueFor("name")}
          onChange={(event) => setName(event.target.value)}
        />
        <label>
          <input type="checkbox" checked={isDefault} onChange={(event) => setDefault(event.target.checked)} />{" "}
          {text.byDefault}
        </label>
        {mutation.error ? <ErrorState error={mutation.error} what={text.failed} /> : null}
      </form>
    </Dialog>
  );
}
