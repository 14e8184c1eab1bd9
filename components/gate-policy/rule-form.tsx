"use client";

import { type FormEvent, useState } from "react";
import { messages } from "@/components/gate-policy/messages";
import { useGatePolicyAct } from "@/components/gate-policy/use-gate-policy";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/field";
import type { ListedRule } from "@/lib/contracts/api/resources/gate-policy";
import { RULE_BOUNDS } from "@/lib/domain/policy/rule-bounds";

const text = messages.form;
type RuleFormProps = { rule: ListedRule | null; revision: number; onDone: () => void; onClose: () => void };

/** One rule as text; what is wrong with it is said with line and column, below it. */
export function RuleForm({ rule, revision, onDone, onClose }: RuleFormProps) {
  const [source, setSource] = useState<string>(rule?.text ?? text.template);
  const act = useGatePolicyAct(onDone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!act.isPending)
      act.mutate({ verb: "save", body: { revision, ruleId: rule?.id ?? null, text: source } });
  };
  const unreadable = act.error?.code === "invalid_input" ? act.error.message : null;
  return (
    <Section title={rule === null ? text.newTitle : text.editTitle(rule.title)}>
      <form onSubmit={submit} noValidate className="stack-2">
        <TextArea
          label={text.label}
          hint={text.hint}
          className="input area mono rule-text"
          rows={Math.min(24, Math.max(10, source.split("\n").length + 1))}
          value={source}
          maxLength={RULE_BOUNDS.source}
          spellCheck={false}
          problem={unreadable}
          onChange={(event) => setSource(event.target.value)}
        />
        {act.error && unreadable === null ? <ErrorState error={act.error} what={text.failed} /> : null}
        <div className="row-tags">
          <Button variant="primary" type="submit" busy={act.isPending}>
            {text.save}
          </Button>
          <Button onClick={onClose}>{text.cancel}</Button>
        </div>
      </form>
    </Section>
  );
}
