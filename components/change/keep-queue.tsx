"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queueMessages as text } from "@/components/change/queue-messages";
import { FormDialog } from "@/components/patterns/form-dialog";
import { Button } from "@/components/ui/button";
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
  return (
    <FormDialog
      title={text.title}
      description={text.effect}
      cancel={text.cancel}
      confirm={text.save}
      other={
        own === null ? null : (
          <Button variant="danger" busy={mutation.isPending} onClick={() => mutation.mutate("forget")}>
            {text.forget}
          </Button>
        )
      }
      mutation={mutation}
      failed={text.failed}
      onSubmit={() => mutation.mutate("keep")}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
