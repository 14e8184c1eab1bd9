"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { messages } from "@/components/objective/messages";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, objectiveKeys } from "@/lib/client/query-keys";
import type { RecoveryPolicy } from "@/lib/contracts/api/resources/recovery-policy";
import {
  RECOVERY_BOUNDS,
  RECOVERY_GATES,
  type RecoverySettings,
} from "@/lib/domain/recovery/recovery-policy";

const text = messages.policies;

type FormProps = { policy: RecoveryPolicy; onDone: () => void; onClose: () => void };

/** What one tier asks of its recovery proof, to be set anew. */
export function RecoveryPolicyForm({ policy, onDone, onClose }: FormProps) {
  const [every, setEvery] = useState(String(policy.settings.drillEveryDays));
  const [age, setAge] = useState(String(policy.settings.proofMaxAgeDays));
  const [gate, setGate] = useState(policy.settings.gate);
  const client = useQueryClient();
  const mutation = useMutation<RecoveryPolicy, ApiError, RecoverySettings>({
    mutationFn: (settings) =>
      call("editRecoveryPolicy", {
        params: { tier: policy.tier },
        body: { version: policy.version, settings },
      }),
    onSuccess: () => {
      for (const queryKey of [objectiveKeys.all, changeKeys.all]) void client.invalidateQueries({ queryKey });
      onDone();
    },
    onError: () => void client.invalidateQueries({ queryKey: objectiveKeys.policies }),
  });
  const [drillEveryDays, proofMaxAgeDays] = [daysOf(every), daysOf(age)];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (drillEveryDays === null || proofMaxAgeDays === null || mutation.isPending) return;
    mutation.mutate({ drillEveryDays, proofMaxAgeDays, gate });
  };
  return (
    <form onSubmit={submit} noValidate className="stack-2 narrow-form">
      <TextField
        label={text.drillEveryDays}
        inputMode="numeric"
        value={every}
        maxLength={3}
        problem={drillEveryDays === null ? text.number : mutation.error?.issueFor("settings.drillEveryDays")}
        onChange={(event) => setEvery(event.target.value)}
      />
      <TextField
        label={text.proofMaxAgeDays}
        inputMode="numeric"
        value={age}
        maxLength={3}
        problem={
          proofMaxAgeDays === null ? text.number : mutation.error?.issueFor("settings.proofMaxAgeDays")
        }
        onChange={(event) => setAge(event.target.value)}
      />
      <SelectField
        label={text.gate}
        value={gate}
        choices={RECOVERY_GATES.map((value) => ({ value, label: text.choices[value] }))}
        onChange={(event) => setGate(RECOVERY_GATES.find((each) => each === event.target.value) ?? gate)}
      />
      {mutation.error ? <ErrorState error={mutation.error} what={text.notSaved} /> : null}
      <div className="row-tags">
        <Button variant="primary" type="submit" busy={mutation.isPending}>
          {text.save}
        </Button>
        <Button onClick={onClose}>{text.cancel}</Button>
      </div>
    </form>
  );
}

function daysOf(text: string): number | null {
  const { min, max } = RECOVERY_BOUNDS.drillEveryDays;
  const days = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : 0;
  return days < min || days > max ? null : days;
}
