"use client";

import type { FormEvent, ReactNode } from "react";
import { draftMessages as text } from "@/components/change/draft-messages";
import { type DraftContent, DraftTexts, type DraftWords } from "@/components/patterns/draft-texts";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import type { ApiError } from "@/lib/client/api-error";

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

const WORDS: DraftWords = {
  title: text.title,
  titleHint: text.titleHint,
  reason: text.reason,
  plans: [
    { name: "rollbackPlan", label: text.rollbackPlan, hint: text.rollbackHint },
    { name: "fallback", label: text.fallback, hint: text.fallbackHint },
    { name: "communication", label: text.communication, hint: text.communicationHint },
  ],
};

/** Release and target, title, reason and plans. */
export function DraftForm(props: DraftFormProps) {
  const { content, error } = props;
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
            <DraftTexts words={WORDS} content={content} error={error} onChange={props.onChange} />
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
