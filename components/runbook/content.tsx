import type { ReactNode } from "react";
import { Section } from "@/components/patterns/section";
import { messages } from "@/components/runbook/messages";
import { Tag } from "@/components/ui/tag";
import type { RunbookContent, RunbookStep } from "@/lib/contracts/api/resources/runbook";

const text = messages.page;

type StepsProps = {
  steps: readonly RunbookStep[];
  /** The step that comes next where the runbook is followed. */
  next?: string | null;
  /** What stands beside and below a step. */
  beside?: (step: RunbookStep) => ReactNode;
  below?: (step: RunbookStep) => ReactNode;
};

/** The steps of a runbook, in order. */
export function Steps({ steps, next = null, beside, below }: StepsProps) {
  return (
    <ol className="book-steps">
      {steps.map((step) => (
        <li key={step.key} className={step.key === next ? "is-next" : undefined}>
          <div>
            <span className="strong">{step.title}</span> <Tag>{step.role}</Tag>
          </div>
          {beside ? <div className="acts-inline">{beside(step)}</div> : null}
          {step.text === "" ? null : <div className="words t2 prewrap">{step.text}</div>}
          {below ? below(step) : null}
        </li>
      ))}
    </ol>
  );
}

/** Who decides and whom to call. */
export function Authority({ content }: { content: RunbookContent }) {
  return (
    <>
      <Section title={text.authority}>
        <p className="prose prewrap">{content.authority}</p>
      </Section>
      <Section title={text.escalation} meta={content.escalation.length}>
        {content.escalation.length === 0 ? <p className="prose">{text.none}</p> : null}
        <ul className="rowlist pairs">
          {content.escalation.map(({ name, role, contact, when }) => (
            <li key={`${name} ${contact}`}>
              <span className="strong">{name}</span>
              <span className="t2">
                {contact} · {role} · {when}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

type TemplatesProps = {
  content: RunbookContent;
  fill?: (text: string) => string;
  after?: (text: string, title: string) => ReactNode;
};

/** What to tell whom; with its braces filled in where the runbook is followed. */
export function Templates({ content, fill = (words) => words, after }: TemplatesProps) {
  return (
    <Section title={text.messages} meta={content.messages.length}>
      {content.messages.length === 0 ? <p className="prose">{text.none}</p> : null}
      {content.messages.map(({ key, title, audience, text: words }) => (
        <div key={key} className="receipt">
          <div>
            <span className="strong">{title}</span> <span className="t2 small">{audience}</span>{" "}
            {after ? after(fill(words), title) : null}
          </div>
          <p className="prose prewrap">{fill(words)}</p>
        </div>
      ))}
    </Section>
  );
}
