"use client";

import { useState } from "react";
import { PolicyForm, useSetPolicy } from "@/components/patterns/policy-form";
import {
  draftOfPolicy,
  type PolicyDraft,
  RULE_FIELDS,
  type RuleDraft,
  settingsFrom,
} from "@/components/service-level/policy-draft";
import { draftOfTerms } from "@/components/service-level/terms-draft";
import { TermsFields } from "@/components/service-level/terms-fields";
import { messages } from "@/components/service-level/words";
import { SelectField, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { call } from "@/lib/client/call";
import { serviceLevelKeys } from "@/lib/client/query-keys";
import type { ServiceLevelPolicy } from "@/lib/contracts/api/resources/service-level";
import { INDICATOR_IDS, indicatorOf } from "@/lib/domain/service-level/indicator";
import { BUDGET_RULES } from "@/lib/domain/service-level/policy";

type FormProps = { policy: ServiceLevelPolicy; name: string; onDone: () => void; onClose: () => void };
type Part = { draft: PolicyDraft; onChange: (draft: PolicyDraft) => void };

/** What one tier promises, to be set anew. */
export function LevelPolicyForm({ policy, name, onDone, onClose }: FormProps) {
  const [draft, setDraft] = useState<PolicyDraft>(() => draftOfPolicy(policy.settings));
  const [tried, setTried] = useState(false);
  const mutation = useSetPolicy<ServiceLevelPolicy, ServiceLevelPolicy["settings"]>(
    (settings) =>
      call("editServiceLevelPolicy", {
        params: { tier: policy.tier },
        body: { version: policy.version, settings },
      }),
    { policies: serviceLevelKeys.all, rest: [], onDone },
  );
  const { settings, problem } = settingsFrom(draft);
  const submit = () => {
    setTried(true);
    if (settings !== null) mutation.mutate(settings);
  };
  return (
    <PolicyForm
      label={`${messages.title}: ${name}`}
      words={{ save: `Set for ${name}`, cancel: messages.close, notSaved: messages.notSaved }}
      mutation={mutation}
      wide
      onSubmit={submit}
      onClose={onClose}
    >
      <Objectives draft={draft} onChange={setDraft} />
      <Alarms draft={draft} onChange={setDraft} />
      {tried && problem !== null ? <Notice tone="bad">{problem}</Notice> : null}
    </PolicyForm>
  );
}

function Objectives({ draft, onChange }: Part) {
  const taken = new Set(draft.objectives.map(({ indicator }) => indicator));
  const rest = INDICATOR_IDS.filter((id) => !taken.has(id));
  const add = (chosen: string) => {
    const indicator = rest.find((id) => id === chosen);
    if (indicator === undefined) return;
    const limit = indicatorOf(indicator).standard;
    const terms = draftOfTerms({
      ...{ indicator, limit, target: 0.99, windowDays: 28, hours: "always" },
      plannedDowntime: "left_out",
    });
    onChange({ ...draft, objectives: [...draft.objectives, { indicator, terms }] });
  };
  return (
    <>
      {draft.objectives.map(({ indicator, terms }) => (
        <fieldset key={indicator} className="plain-set">
          <legend className="strong">{indicatorOf(indicator).title}</legend>
          <div className="limits-form">
            <TermsFields
              indicator={indicator}
              draft={terms}
              onChange={(next) =>
                onChange({
                  ...draft,
                  objectives: draft.objectives.map((one) =>
                    one.indicator === indicator ? { indicator, terms: next } : one,
                  ),
                })
              }
            />
          </div>
          <button
            type="button"
            className="text-button"
            aria-label={`Remove ${indicatorOf(indicator).title}`}
            onClick={() =>
              onChange({
                ...draft,
                objectives: draft.objectives.filter((one) => one.indicator !== indicator),
              })
            }
          >
            Remove
          </button>
        </fieldset>
      ))}
      {rest.length === 0 ? null : (
        <SelectField
          label="Another objective"
          value=""
          choices={[
            { value: "", label: "Choose…" },
            ...rest.map((value) => ({ value, label: indicatorOf(value).title })),
          ]}
          onChange={({ target }) => add(target.value)}
        />
      )}
    </>
  );
}

function Alarms({ draft, onChange }: Part) {
  const write = (which: "fast" | "slow", part: Partial<RuleDraft>) =>
    onChange({ ...draft, [which]: { ...draft[which], ...part } });
  return (
    <>
      {(["fast", "slow"] as const).map((which) => (
        <fieldset key={which} className="plain-set">
          <legend className="strong">{which === "fast" ? "Burns fast" : "Burns slowly"}</legend>
          <div className="limits-form">
            {RULE_FIELDS.map(({ name, label }) => (
              <TextField
                key={name}
                label={label}
                inputMode="decimal"
                maxLength={6}
                value={draft[which][name]}
                onChange={({ target }) => write(which, { [name]: target.value })}
              />
            ))}
          </div>
        </fieldset>
      ))}
      <SelectField
        label="When a budget is exhausted"
        value={draft.whenExhausted}
        choices={BUDGET_RULES.map((value) => ({ value, label: messages.whenExhausted[value] }))}
        onChange={({ target }) =>
          onChange({
            ...draft,
            whenExhausted: BUDGET_RULES.find((rule) => rule === target.value) ?? draft.whenExhausted,
          })
        }
      />
    </>
  );
}
