"use client";

import { useState } from "react";
import { messages } from "@/components/objective/messages";
import { PolicyForm, useSetPolicy } from "@/components/patterns/policy-form";
import { SelectField, TextField } from "@/components/ui/field";
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
  const mutation = useSetPolicy<RecoveryPolicy, RecoverySettings>(
    (settings) =>
      call("editRecoveryPolicy", {
        params: { tier: policy.tier },
        body: { version: policy.version, settings },
      }),
    { policies: objectiveKeys.all, rest: [changeKeys.all], onDone },
  );
  const [drillEveryDays, proofMaxAgeDays] = [daysOf(every), daysOf(age)];
  const submit = () => {
    if (drillEveryDays === null || proofMaxAgeDays === null) return;
    mutation.mutate({ drillEveryDays, proofMaxAgeDays, gate });
  };
  return (
    <PolicyForm words={text} mutation={mutation} onSubmit={submit} onClose={onClose}>
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
    </PolicyForm>
  );
}

function daysOf(text: string): number | null {
  const { min, max } = RECOVERY_BOUNDS.drillEveryDays;
  const days = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : 0;
  return days < min || days > max ? null : days;
}
