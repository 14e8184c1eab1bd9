"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { messages as text } from "@/components/window-policy/messages";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, windowPolicyKeys } from "@/lib/client/query-keys";
import type { WindowPolicy } from "@/lib/contracts/api/resources/window-policy";
import { FIT_GATES, WINDOW_BOUNDS, type WindowSettings } from "@/lib/domain/calendar/window-policy";

type FormProps = { policy: WindowPolicy; onDone: () => void; onClose: () => void };

/** How strictly changes of one tier must fit, to be set anew. */
export function WindowPolicyForm({ policy, onDone, onClose }: FormProps) {
  const [gate, setGate] = useState(policy.settings.gate);
  const [margin, setMargin] = useState(String(policy.settings.marginMinutes));
  const client = useQueryClient();
  const mutation = useMutation<WindowPolicy, ApiError, WindowSettings>({
    mutationFn: (settings) =>
      call("editWindowPolicy", {
        params: { tier: policy.tier },
        body: { version: policy.version, settings },
      }),
    onSuccess: () => {
      for (const queryKey of [windowPolicyKeys.all, changeKeys.all])
        void client.invalidateQueries({ queryKey });
      onDone();
    },
    onError: () => void client.invalidateQueries({ queryKey: windowPolicyKeys.all }),
  });
  const marginMinutes = minutesOf(margin);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (marginMinutes === null || mutation.isPending) return;
    mutation.mutate({ gate, marginMinutes });
  };
  return (
    <form onSubmit={submit} noValidate className="stack-2 narrow-form">
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

function minutesOf(given: string): number | null {
  const { min, max } = WINDOW_BOUNDS.marginMinutes;
  const minutes = /^\s*\d{1,3}\s*$/.test(given) ? Number(given) : -1;
  return minutes < min || minutes > max ? null : minutes;
}
