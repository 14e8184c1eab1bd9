import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { Operation, OperationQuestion } from "@/lib/contracts/api/resources/operation";
import { messages } from "./messages";

const text = messages.question;
type Choice = OperationQuestion["choices"][number];

type QuestionBoxProps = {
  operation: Operation;
  question: OperationQuestion;
  busy: boolean;
  onChoose: (action: Choice["action"]) => void;
};

/** What an operation asks a person: the fact, until when, and the two answers with what each does. */
export function QuestionBox({ operation, question, busy, onChoose }: QuestionBoxProps) {
  const zone = operation.environment.timeZone;
  return (
    <section className="receipt question" aria-label={question.title}>
      <Notice tone="warn">
        <div className="strong">{question.title}</div>
        <p>{question.text}</p>
        <p>
          {text.asked} <TimeInZone at={question.since} zone={zone} form="clock" />. {text.until}{" "}
          <TimeInZone at={question.until} zone={zone} />, {text.else}
        </p>
        <div className="answers">
          {question.choices.map((choice) => (
            <Answer key={choice.action} {...{ choice, operation, busy, onChoose }} />
          ))}
        </div>
      </Notice>
    </section>
  );
}

type AnswerProps = Pick<QuestionBoxProps, "operation" | "busy" | "onChoose"> & { choice: Choice };

function Answer({ choice, operation, busy, onChoose }: AnswerProps) {
  const can = operation.can[choice.action];
  return (
    <div>
      <Button
        variant={choice.action === "abort" ? "danger" : can.allowed ? "primary" : "plain"}
        keyHint={choice.action === "continue" ? "c" : "x"}
        busy={busy}
        disabledReason={can.allowed ? null : (can.reason ?? text.notNow)}
        onClick={() => onChoose(choice.action)}
      >
        {choice.label}…
      </Button>
      <p className="small">{can.allowed ? choice.effect : can.reason}</p>
    </div>
  );
}
