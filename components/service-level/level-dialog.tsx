"use client";

import { type ReactNode, useState } from "react";
import { FormDialog } from "@/components/patterns/form-dialog";
import { draftOfTerms, termsFrom } from "@/components/service-level/terms-draft";
import { TermsFields } from "@/components/service-level/terms-fields";
import { useSetLevel } from "@/components/service-level/use-levels";
import { messages } from "@/components/service-level/words";
import { SelectField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { ServiceLevel } from "@/lib/contracts/api/resources/service-level";
import { type IndicatorId, indicatorOf } from "@/lib/domain/service-level/indicator";

type LevelDialogProps = {
  environment: { id: string; name: string };
  /** Null adds one of `choices`. */
  level: ServiceLevel | null;
  choices: readonly IndicatorId[];
  /** That somebody else saved it meanwhile. */
  moved?: ReactNode;
  onDone: () => void;
  onClose: () => void;
};

/** Asks what is promised of one environment; what was counted so far stays as it was counted. */
export function LevelDialog({ environment, level, choices, moved, onDone, onClose }: LevelDialogProps) {
  const first = level?.indicator ?? choices[0] ?? "requests";
  const fresh = (indicator: IndicatorId) =>
    draftOfTerms({
      ...{ indicator, limit: indicatorOf(indicator).standard, target: 0.99, windowDays: 28, hours: "always" },
      plannedDowntime: "left_out",
    });
  const [indicator, setIndicator] = useState<IndicatorId>(first);
  const [draft, setDraft] = useState(() => (level === null ? fresh(first) : draftOfTerms(level)));
  const [enabled, setEnabled] = useState(level?.enabled ?? true);
  const [tried, setTried] = useState(false);
  const mutation = useSetLevel(environment.id, onDone);
  const { terms, problem } = termsFrom(indicator, draft);
  const submit = () => {
    setTried(true);
    if (terms === null) return;
    mutation.mutate({ ...terms, enabled, version: level?.version ?? 0 });
  };
  const choose = (next: string) => {
    const chosen = choices.find((one) => one === next) ?? indicator;
    setIndicator(chosen);
    setDraft(fresh(chosen));
  };
  return (
    <FormDialog
      title={level === null ? `Objective of ${environment.name}` : `${level.title} of ${environment.name}`}
      description="It counts from now on; what was counted before stays as it was counted then."
      cancel={messages.close}
      confirm={`Set for ${environment.name}`}
      notice={moved}
      mutation={mutation}
      failed={messages.notSaved}
      onSubmit={submit}
      onClose={onClose}
    >
      {level === null ? (
        <SelectField
          label="Objective"
          value={indicator}
          choices={choices.map((value) => ({ value, label: indicatorOf(value).title }))}
          onChange={({ target }) => choose(target.value)}
        />
      ) : null}
      <p className="small sub">{`So much of ${indicatorOf(indicator).good}.`}</p>
      <TermsFields indicator={indicator} draft={draft} onChange={setDraft} />
      <label className="choice">
        <input type="checkbox" checked={enabled} onChange={({ target }) => setEnabled(target.checked)} />
        Counted, with alarms
      </label>
      {tried && problem !== null ? <Notice tone="bad">{problem}</Notice> : null}
    </FormDialog>
  );
}
