import { TextArea, TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";

/** What people write about something they ask for: what it is called, why, and the plans beside it. */
export type DraftContent = {
  title: string;
  reason: string;
  rollbackPlan: string;
  fallback: string;
  communication: string;
};

type PlanName = "rollbackPlan" | "fallback" | "communication";

/** The words around the fields; plans stand in this order. */
export type DraftWords = {
  title: string;
  titleHint: string;
  reason: string;
  plans: readonly { name: PlanName; label: string; hint: string }[];
};

type DraftTextsProps = {
  words: DraftWords;
  content: DraftContent;
  error: ApiError | null;
  onChange: (content: DraftContent) => void;
};

/** Title, reason and plans. The server says what is missing; its sentences stand at the fields. */
export function DraftTexts({ words, content, error, onChange }: DraftTextsProps) {
  const change = (name: keyof DraftContent, value: string) => onChange({ ...content, [name]: value });
  return (
    <>
      <TextField
        label={words.title}
        hint={words.titleHint}
        value={content.title}
        maxLength={120}
        problem={error?.issueFor("title")}
        onChange={(event) => change("title", event.target.value)}
      />
      <TextArea
        label={words.reason}
        value={content.reason}
        maxLength={2000}
        problem={error?.issueFor("reason")}
        onChange={(event) => change("reason", event.target.value)}
      />
      {words.plans.map((plan) => (
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
    </>
  );
}
