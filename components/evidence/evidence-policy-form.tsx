"use client";

import { useState } from "react";
import { Ticks } from "@/components/calendar/ticks";
import { PolicyForm, useSetPolicy } from "@/components/patterns/policy-form";
import { SelectField, TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, evidencePolicyKeys, releaseKeys } from "@/lib/client/query-keys";
import type { EvidencePolicy } from "@/lib/contracts/api/resources/evidence";
import { CHANGE_FLAGS, FLAG_NAMES } from "@/lib/domain/change/flags";
import { EVIDENCE_KINDS, EVIDENCE_NAMES, type EvidenceKind } from "@/lib/domain/evidence/kind";
import { EVIDENCE_ASKED } from "@/lib/domain/evidence/settings";

type Settings = EvidencePolicy["settings"];
type Rule = Settings["kinds"][EvidenceKind];
type FormProps = { policy: EvidencePolicy; onDone: () => void; onClose: () => void };

const WORDS = { save: "Save", cancel: "Keep as it is", notSaved: "The policy was not saved." };
const ASKED_WORDS = {
  always: "Of every release",
  flagged: "Where a change touches what is ticked",
  never: "Not asked for",
} as const;
const FLAGS = CHANGE_FLAGS.map((value) => ({ value, label: FLAG_NAMES[value] }));

const COUNTS = [
  ["tests", "failAbove", "Tests fail above so many failures"],
  ["tests", "warnSkippedPercent", "Tests warn above so many percent skipped"],
  ["security", "failCriticalAbove", "A scan fails above so many critical findings"],
  ["security", "failHighAbove", "A scan fails above so many high findings"],
  ["security", "warnMediumAbove", "A scan warns above so many medium findings"],
] as const;

/** What one tier asks for, to be set anew. */
export function EvidencePolicyForm({ policy, onDone, onClose }: FormProps) {
  const [settings, setSettings] = useState<Settings>(policy.settings);
  const mutation = useSetPolicy<EvidencePolicy, Settings>(
    (wanted) =>
      call("editEvidencePolicy", {
        params: { tier: policy.tier },
        body: { version: policy.version, settings: wanted },
      }),
    { policies: evidencePolicyKeys.all, rest: [changeKeys.all, releaseKeys.all], onDone },
  );
  const setRule = (kind: EvidenceKind, rule: Partial<Rule>) =>
    setSettings((held) => ({
      ...held,
      kinds: { ...held.kinds, [kind]: { ...held.kinds[kind], ...rule } },
    }));
  const setCount = (group: "tests" | "security", name: string, value: string) =>
    setSettings((held) => ({ ...held, [group]: { ...held[group], [name]: wholeNumber(value) } }));
  return (
    <PolicyForm
      words={WORDS}
      mutation={mutation}
      onSubmit={() => mutation.mutate(settings)}
      onClose={onClose}
    >
      {EVIDENCE_KINDS.map((kind) => (
        <RuleFields
          key={kind}
          kind={kind}
          rule={settings.kinds[kind]}
          error={mutation.error}
          onChange={(rule) => setRule(kind, rule)}
        />
      ))}
      {COUNTS.map(([group, name, label]) => (
        <TextField
          key={name}
          label={label}
          inputMode="numeric"
          maxLength={6}
          value={shownNumber((settings[group] as Record<string, number>)[name])}
          problem={mutation.error?.issueFor(`settings.${group}.${name}`)}
          onChange={(event) => setCount(group, name, event.target.value)}
        />
      ))}
    </PolicyForm>
  );
}

type RuleProps = {
  kind: EvidenceKind;
  rule: Rule;
  error: ApiError | null;
  onChange: (rule: Partial<Rule>) => void;
};

function RuleFields({ kind, rule, error, onChange }: RuleProps) {
  const at = `settings.kinds.${kind}`;
  return (
    <>
      <SelectField
        label={EVIDENCE_NAMES[kind]}
        value={rule.asked}
        choices={EVIDENCE_ASKED.map((value) => ({ value, label: ASKED_WORDS[value] }))}
        onChange={(event) =>
          onChange({ asked: EVIDENCE_ASKED.find((one) => one === event.target.value) ?? rule.asked })
        }
      />
      {rule.asked === "flagged" ? (
        <Ticks
          legend={`${EVIDENCE_NAMES[kind]} is asked for by`}
          choices={FLAGS}
          chosen={rule.flags}
          problem={error?.issueFor(`${at}.flags`)}
          onChange={(chosen) => onChange({ flags: CHANGE_FLAGS.filter((flag) => chosen.includes(flag)) })}
        />
      ) : null}
      {rule.asked === "never" ? null : (
        <TextField
          label={`${EVIDENCE_NAMES[kind]} counts for so many days`}
          inputMode="numeric"
          maxLength={3}
          value={shownNumber(rule.maxAgeDays)}
          problem={error?.issueFor(`${at}.maxAgeDays`)}
          onChange={(event) => onChange({ maxAgeDays: wholeNumber(event.target.value) })}
        />
      )}
    </>
  );
}

/** What is no whole number becomes one that the server refuses with a sentence at its field. */
const wholeNumber = (text: string): number => (/^\s*\d{1,6}\s*$/.test(text) ? Number(text) : -1);
const shownNumber = (value: number | undefined): string =>
  value === undefined || value < 0 ? "" : String(value);
