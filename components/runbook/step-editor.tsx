import { moved, newStep, type StepDraft } from "@/components/runbook/draft";
import { messages } from "@/components/runbook/messages";
import { Button } from "@/components/ui/button";
import { SelectField, TextArea, TextField } from "@/components/ui/field";
import { DRILL_STEPS } from "@/lib/domain/drill/plan";
import { RUNBOOK_BOUNDS } from "@/lib/domain/runbook/content";

const text = messages.form;
export type IssueFor = (path: string) => string | null | undefined;

/** Steps of a drill that something in a runbook can stand for. */
const DRILL_CHOICES = Object.entries(DRILL_STEPS)
  .filter(([, { phase }]) => phase === "forward")
  .map(([value, { title }]) => ({ value, label: title }));
const FIRST_DRILL_STEP = DRILL_CHOICES[0]?.value ?? null;

type StepEditorProps = {
  steps: readonly StepDraft[];
  issueFor: IssueFor;
  onChange: (steps: readonly StepDraft[]) => void;
};

/** The steps of a draft, in the order they are done. */
export function StepEditor({ steps, issueFor, onChange }: StepEditorProps) {
  const edit = (id: string, part: Partial<StepDraft>) =>
    onChange(steps.map((step) => (step.id === id ? { ...step, ...part } : step)));
  const full =
    steps.length >= RUNBOOK_BOUNDS.steps ? `A runbook has at most ${RUNBOOK_BOUNDS.steps} steps.` : null;
  return (
    <>
      {steps.map((step, index) => (
        <fieldset key={step.id} className="step-form">
          <legend className="sr">{text.step(index + 1)}</legend>
          <StepFields
            step={step}
            number={index + 1}
            issueFor={(part) => issueFor(`content.steps.${index}.${part}`)}
            onEdit={(part) => edit(step.id, part)}
          />
          <div className="row-end">
            <Button variant="quiet" onClick={() => onChange(moved(steps, step.id, -1))}>
              {text.up}
              <span className="sr"> {text.step(index + 1)}</span>
            </Button>
            <Button variant="quiet" onClick={() => onChange(moved(steps, step.id, 1))}>
              {text.down}
              <span className="sr"> {text.step(index + 1)}</span>
            </Button>
            <Button variant="quiet" onClick={() => onChange(steps.filter(({ id }) => id !== step.id))}>
              {text.remove}
              <span className="sr"> {text.step(index + 1)}</span>
            </Button>
          </div>
        </fieldset>
      ))}
      <Button disabledReason={full} onClick={() => onChange([...steps, newStep()])}>
        {text.addStep}
      </Button>
    </>
  );
}

type FieldsProps = {
  step: StepDraft;
  number: number;
  issueFor: IssueFor;
  onEdit: (part: Partial<StepDraft>) => void;
};

function StepFields({ step, number, issueFor, onEdit }: FieldsProps) {
  const machine = step.who === "machine";
  return (
    <>
      <TextField
        label={`${number}. ${text.title}`}
        value={step.title}
        maxLength={RUNBOOK_BOUNDS.title}
        problem={issueFor("title") ?? issueFor("key")}
        onChange={(event) => onEdit({ title: event.target.value })}
      />
      <TextArea
        label={text.text}
        value={step.text}
        maxLength={RUNBOOK_BOUNDS.text}
        problem={issueFor("text")}
        onChange={(event) => onEdit({ text: event.target.value })}
      />
      <div className="row">
        <SelectField
          label={text.who}
          value={step.who}
          choices={[
            { value: "person", label: text.person },
            { value: "machine", label: text.machine },
          ]}
          onChange={(event) =>
            onEdit(
              event.target.value === "machine"
                ? { who: "machine", drillStep: FIRST_DRILL_STEP, role: "Holdfast" }
                : { who: "person", drillStep: null, role: "" },
            )
          }
        />
        {machine ? (
          <SelectField
            label={text.drillStep}
            value={step.drillStep ?? ""}
            choices={DRILL_CHOICES}
            problem={issueFor("drillStep")}
            onChange={(event) => onEdit({ drillStep: event.target.value })}
          />
        ) : (
          <TextField
            label={text.role}
            value={step.role}
            maxLength={160}
            problem={issueFor("role")}
            onChange={(event) => onEdit({ role: event.target.value })}
          />
        )}
      </div>
    </>
  );
}
