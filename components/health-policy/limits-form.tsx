"use client";

import { type FormEvent, useState } from "react";
import {
  draftOf,
  type LimitDraft,
  type LimitText,
  settingsFrom,
  textOf,
} from "@/components/health-policy/limit-draft";
import { messages as text } from "@/components/health-policy/messages";
import { useEditLimits } from "@/components/health-policy/use-health-policies";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import type { HealthPolicy } from "@/lib/contracts/api/resources/health-policy";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { definitionOf, type SignalId } from "@/lib/domain/health/catalog";
import { HEALTH_DOMAIN_IDS, HEALTH_DOMAINS } from "@/lib/domain/health/domains";
import { JUDGED_SIGNALS, limitUnit, shippedLimits } from "@/lib/domain/health/policy";

type LimitsFormProps = { policy: HealthPolicy; onDone: () => void; onClose: () => void };

/** The limits of a tier to be set anew, each in a unit people say it in. */
export function LimitsForm({ policy, onDone, onClose }: LimitsFormProps) {
  const [draft, setDraft] = useState(() => draftOf(policy.tier, policy.settings));
  const mutation = useEditLimits(policy, onDone);
  const { settings, problems } = settingsFrom(draft);
  const wrong = Object.keys(problems).length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong === 0 && !mutation.isPending) mutation.mutate(settings);
  };
  const write = (id: SignalId, typed: LimitText) => setDraft({ ...draft, [id]: typed });
  return (
    <form onSubmit={submit} noValidate className="stack-2">
      {HEALTH_DOMAIN_IDS.map((domain) => {
        const signals = JUDGED_SIGNALS.filter((id) => definitionOf(id).domain === domain);
        return (
          <details
            key={domain}
            className="limit-set"
            open={signals.some((id) => isOwn(policy.tier, id, draft))}
          >
            <summary>
              {HEALTH_DOMAINS[domain]} <span className="t2">{text.signals(signals.length)}</span>
            </summary>
            <div className="limit-row limit-head" aria-hidden="true">
              <span />
              <span>{text.warns}</span>
              <span>{text.broken}</span>
            </div>
            {signals.map((id) => (
              <LimitFields
                key={id}
                id={id}
                tier={policy.tier}
                typed={draft[id] ?? { warn: "", bad: "" }}
                problem={problems[id] ?? null}
                onChange={(typed) => write(id, typed)}
              />
            ))}
          </details>
        );
      })}
      {mutation.error ? <ErrorState error={mutation.error} what={text.notSaved} /> : null}
      <div className="row-tags">
        <Button
          variant="primary"
          type="submit"
          busy={mutation.isPending}
          disabledReason={wrong === 0 ? null : text.wrong(wrong)}
        >
          {text.save}
        </Button>
        <Button onClick={onClose}>{text.cancel}</Button>
      </div>
    </form>
  );
}

/** Whether what is typed differs from Holdfast's own. */
function isOwn(tier: CriticalityTier, id: SignalId, draft: LimitDraft): boolean {
  const shipped = shippedLimits(id, tier);
  const typed = draft[id];
  if (shipped === null || typed === undefined) return false;
  const usual = textOf(id, shipped);
  return typed.warn !== usual.warn || typed.bad !== usual.bad;
}

type LimitFieldsProps = {
  id: SignalId;
  tier: CriticalityTier;
  typed: LimitText;
  problem: string | null;
  onChange: (typed: LimitText) => void;
};

function LimitFields({ id, tier, typed, problem, onChange }: LimitFieldsProps) {
  const { title } = definitionOf(id);
  const { label } = limitUnit(id);
  const shipped = shippedLimits(id, tier);
  const usual = shipped === null ? typed : textOf(id, shipped);
  const own = typed.warn !== usual.warn || typed.bad !== usual.bad;
  const problemId = `${tier}-${id}-problem`;
  const field = (which: "warn" | "bad", name: string) => (
    <input
      className="input"
      inputMode="decimal"
      aria-label={`${name}${label === "" ? "" : ` (${label})`}`}
      aria-describedby={problem === null ? undefined : problemId}
      aria-invalid={problem === null ? undefined : true}
      maxLength={12}
      value={typed[which]}
      onChange={(event) => onChange({ ...typed, [which]: event.target.value })}
    />
  );
  return (
    <div className="limit-row">
      <span>
        {title}
        {label === "" ? null : <span className="t2"> {label}</span>}
      </span>
      {field("warn", text.warnsOf(title))}
      {field("bad", text.brokenOf(title))}
      {own ? (
        <Button variant="quiet" aria-label={text.backOf(title)} onClick={() => onChange(usual)}>
          {text.back}
        </Button>
      ) : (
        <span />
      )}
      {problem === null ? null : (
        <p className="problem" id={problemId} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
