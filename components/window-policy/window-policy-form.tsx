"use client";

import { useState } from "react";
import { PolicyForm, useSetPolicy } from "@/components/patterns/policy-form";
import { SelectField, TextField } from "@/components/ui/field";
import { messages as text } from "@/components/window-policy/messages";
import { call } from "@/lib/client/call";
import { changeKeys, windowPolicyKeys } from "@/lib/client/query-keys";
import type { WindowPolicy } from "@/lib/contracts/api/resources/window-policy";
import { FIT_GATES, WINDOW_BOUNDS, type WindowSettings } from "@/lib/domain/calendar/window-policy";

type FormProps = { policy: WindowPolicy; onDone: () => void; onClose: () => void };

/** How strictly changes of one tier must fit, to be set anew. */
export function WindowPolicyForm({ policy, onDone, onClose }: FormProps) {
  const [gate, setGate] = useState(policy.settings.gate);
  const [margin, setMargin] = useState(String(policy.settings.marginMinutes));
  const mutation = useSetPolicy<WindowPolicy, WindowSettings>(
    (settings) =>
      call("editWindowPolicy", {
        params: { tier: policy.tier },
        body: { version: policy.version, settings },
      }),
    { policies: windowPolicyKeys.all, rest: [changeKeys.all], onDone },
  );
  const marginMinutes = minutesOf(margin);
  const submit = () => {
    if (marginMinutes === null) return;
    mutation.mutate({ gate, marginMinutes });
  };
  return (
    <PolicyForm words={text} mutation={mutation} onSubmit={submit} onClose={onClose}>
      <SelectField
        label={text.gate}
        value={gate}
        choices={FIT_GATES.map((value) => ({ value, label: text.choices[value] }))}
        onChange={(event) => setGate(FIT_GATES.find((each) => each === event.target.value) ?? gate)}
      />
      <TextField
        label={text.marginMinutes}
        inputMode="numeric"
        value={margin}
        maxLength={3}
        problem={marginMinutes === null ? text.number : mutation.error?.issueFor("settings.marginMinutes")}
        onChange={(event) => setMargin(event.target.value)}
      />
    </PolicyForm>
  );
}

function minutesOf(given: string): number | null {
  const { min, max } = WINDOW_BOUNDS.marginMinutes;
  const minutes = /^\s*\d{1,3}\s*$/.test(given) ? Number(given) : -1;
  return minutes < min || minutes > max ? null : minutes;
}
