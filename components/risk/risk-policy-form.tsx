"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { PolicyForm } from "@/components/patterns/policy-form";
import { messages } from "@/components/risk/messages";
import { TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, policyKeys } from "@/lib/client/query-keys";
import type { RiskPolicy } from "@/lib/contracts/api/resources/risk";
import { MAX_WEIGHT, RISK_FACTORS, RISK_TITLES, type RiskFactorId } from "@/lib/domain/risk/settings";

const text = messages.policy;
type FormProps = { policy: RiskPolicy; onDone: () => void; onClose: () => void };
type Typed = Record<RiskFactorId | "mediumFrom" | "highFrom", string>;

/** The weights, to be set anew; together they are 100. */
export function RiskPolicyForm({ policy, onDone, onClose }: FormProps) {
  const [typed, setTyped] = useState<Typed>(() => typedOf(policy));
  const client = useQueryClient();
  const mutation = useMutation<RiskPolicy, ApiError, RiskPolicy["settings"]>({
    mutationFn: (settings) => call("editRiskPolicy", { body: { version: policy.version, settings } }),
    onSuccess: (saved) => {
      client.setQueryData(policyKeys.risk, saved);
      for (const queryKey of [policyKeys.calibration, changeKeys.all])
        void client.invalidateQueries({ queryKey });
      onDone();
    },
    onError: () => void client.invalidateQueries({ queryKey: policyKeys.risk }),
  });
  const weights = RISK_FACTORS.map((id) => numberIn(typed[id], MAX_WEIGHT));
  const sum = weights.reduce<number>((total, weight) => total + (weight ?? 0), 0);
  const settings = settingsOf(typed);
  const submit = () => {
    if (settings !== null && sum === 100) mutation.mutate(settings);
  };
  const field = (id: keyof Typed, label: string, most: number) => (
    <TextField
      key={id}
      label={label}
      inputMode="numeric"
      maxLength={3}
      value={typed[id]}
      problem={numberIn(typed[id], most) === null ? text.number(most) : undefined}
      onChange={(event) => setTyped({ ...typed, [id]: event.target.value })}
    />
  );
  return (
    <PolicyForm
      words={text}
      mutation={mutation}
      disabledReason={sum === 100 ? null : text.sum(sum)}
      wide
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="cols two-cols">
        {RISK_FACTORS.map((id) => field(id, RISK_TITLES[id], MAX_WEIGHT))}
        {field("mediumFrom", text.mediumFrom, 100)}
        {field("highFrom", text.highFrom, 100)}
      </div>
      <p className="prose" aria-live="polite">
        {text.sum(sum)}
      </p>
    </PolicyForm>
  );
}

function typedOf({ settings: { weights, mediumFrom, highFrom } }: RiskPolicy): Typed {
  const each = Object.fromEntries(RISK_FACTORS.map((id) => [id, String(weights[id])]));
  return { ...each, mediumFrom: String(mediumFrom), highFrom: String(highFrom) } as Typed;
}

function settingsOf(typed: Typed): RiskPolicy["settings"] | null {
  const entries = RISK_FACTORS.map((id) => [id, numberIn(typed[id], MAX_WEIGHT)] as const);
  const [mediumFrom, highFrom] = [numberIn(typed.mediumFrom, 100), numberIn(typed.highFrom, 100)];
  if (entries.some(([, weight]) => weight === null) || mediumFrom === null || highFrom === null) return null;
  const weights = Object.fromEntries(entries) as RiskPolicy["settings"]["weights"];
  return { weights, mediumFrom, highFrom };
}

const numberIn = (text: string, most: number): number | null => {
  const value = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : most + 1;
  return value > most ? null : value;
};
