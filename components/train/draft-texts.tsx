import { messages } from "@/components/train/messages";
import { TextArea, TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";

const text = messages.draftPage;

export type TrainContent = {
  title: string;
  reason: string;
  rollbackPlan: string;
  fallback: string;
  communication: string;
};

const PLANS = [
  { name: "rollbackPlan", label: messages.page.rollbackPlan },
  { name: "fallback", label: messages.page.fallback },
  { name: "communication", label: messages.page.communication },
] as const;

type TextsProps = {
  content: TrainContent;
  error: ApiError | null;
  onChange: (content: TrainContent) => void;
};

/** Title, reason and plans, the same for every environment of the train. */
export function TrainTexts({ content, error, onChange }: TextsProps) {
  const change = (name: keyof TrainContent, value: string) => onChange({ ...content, [name]: value });
  return (
    <>
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
          hint={text.plans}
          value={content[plan.name]}
          maxLength={4000}
          problem={error?.issueFor(plan.name)}
          onChange={(event) => change(plan.name, event.target.value)}
        />
      ))}
    </>
  );
}
