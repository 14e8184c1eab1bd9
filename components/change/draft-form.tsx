"use client";

import type { FormEvent, ReactNode } from "react";
import { draftMessages as text } from "@/components/change/draft-messages";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { TextArea, TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";

export type DraftContent = {
  title: string;
  reason: string;
  rollbackPlan: string;
  fallback: string;
  communication: string;
};

export const EMPTY_CONTENT: DraftContent = {
  title: "",
  reason: "",
  rollbackPlan: "",
  fallback: "",
  communication: "",
};

type DraftFormProps = {
  content: DraftContent;
  onChange: (content: DraftContent) => void;
  onSave: () => void;
  saveLabel: string;
  blocked: string | null;
  busy: boolean;
  error: ApiError | null;
  choosers: ReactNode;
};

const PLANS = [
  { name: "rollbackPlan", label: text.rollbackPlan, hint: text.rollbackHint },
  { name: "fallback", label: text.fallback, hint: text.fallbackHint },
  { name: "communication", label: text.communication, hint: text.communicationHint },
] as const;

/** Release and target, title, reason and plans. The server says what is missing; its sentences stand at the fields. */
export function DraftForm(props: DraftFormProps) {
  const { content, error } = props;
  const change = (name: keyof DraftContent, value: string) => props.onChange({ ...content, [name]: value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (props.blocked === null && !props.busy) props.onSave();
  };
  return (
    <form onSubmit={submit} noValidate>
      <ol className="steps">
        <li>
          <span className="no">1</span>
          <div className="stack-2">
            <h2>{text.steps.what}</h2>
            {props.choosers}
          </div>
        </li>
        <li>
          <span className="no">2</span>
          <div className="stack-2">
            <h2>{text.steps.why}</h2>
            <TextField
              label={text.title}
              hint={text.titleHint}
              value={content.title}
              maxLength={120}
              problem={error?.issueFor("title")}
              onChange={(event) => change("title", event.target.value)}
            />
            <TextArea
              label={text.reason}
              value={content.reason}
              maxLength={2000}
              problem={error?.issueFor("reason")}
              onChange={(event) => change("reason", event.target.value)}
            />
            {PLANS.map((plan) => (
              <TextArea
                key={plan.name}
                label={plan.label}
                hint={plan.hint}
                value={content[plan.name]}
                maxLength={4000}
                problem={error?.issueFor(plan.name)}
                onChange={(event) => change(plan.name, event.target.value)}
              />
            ))}
          </div>
        </li>
      </ol>
      {error ? <ErrorState error={error} what={text.failed} /> : null}
      <div className="form-end">
        <Button type="submit" variant="primary" busy={props.busy} disabledReason={props.blocked}>
          {props.saveLabel}
        </Button>
        <span className="sub small">{props.blocked ?? text.submitAfter}</span>
      </div>
    </form>
  );
}
