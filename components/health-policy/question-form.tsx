"use client";

import { type FormEvent, useState } from "react";
import { messages as text } from "@/components/health-policy/messages";
import { useWordQuestion } from "@/components/health-policy/use-health-policies";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { TextArea, TextField } from "@/components/ui/field";
import type { HealthQuestion } from "@/lib/contracts/api/resources/health-policy";
import { LONGEST_QUESTION } from "@/lib/domain/health/question";

type QuestionFormProps = { clusterId: string; question: HealthQuestion; onClose: () => void };

/** Other words for a question. Prometheus is asked once; what it refuses is told in its own sentence. */
export function QuestionForm({ clusterId, question, onClose }: QuestionFormProps) {
  const [promql, setPromql] = useState(question.promql);
  const [reason, setReason] = useState("");
  const mutation = useWordQuestion({ clusterId, question }, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!mutation.isPending) mutation.mutate({ promql: promql.trim(), reason: reason.trim() });
  };
  const problem = mutation.error?.issueFor("promql");
  return (
    <form onSubmit={submit} noValidate className="stack-2">
      <TextArea
        label={text.promql}
        hint={question.key === null ? text.promqlHint : `${text.promqlHint} ${text.splitBy(question.key)}`}
        className="input area promql"
        rows={8}
        spellCheck={false}
        value={promql}
        maxLength={LONGEST_QUESTION}
        onChange={(event) => setPromql(event.target.value)}
        problem={problem}
      />
      <TextField
        label={text.reason}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.target.value)}
        problem={mutation.error?.issueFor("reason")}
      />
      <details>
        <summary>{text.shipped}</summary>
        <pre className="promql">{question.shipped}</pre>
      </details>
      {mutation.error && !problem ? (
        <ErrorState error={mutation.error} what={text.questionNotStored} />
      ) : null}
      <div className="row-tags">
        <Button variant="primary" type="submit" busy={mutation.isPending}>
          {text.try}
        </Button>
        <Button onClick={onClose}>{text.cancel}</Button>
      </div>
    </form>
  );
}
