import { messages as text } from "@/components/approval/messages";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import type { ApprovalPolicy } from "@/lib/contracts/api/resources/approval";
import { ROLE_NAMES } from "@/lib/domain/access/roles";
import { APPROVAL_BOUNDS, APPROVING_ROLES } from "@/lib/domain/change/approval-policy";

type Step = ApprovalPolicy["settings"]["otherwise"][number];
type StepsProps = { steps: Step[]; onChange: (next: Step[]) => void };

const QUORUMS = Array.from({ length: APPROVAL_BOUNDS.quorum }, (_, index) => String(index + 1));

/** The approvals of one line, in their order. */
export function StepFields({ steps, onChange }: StepsProps) {
  const set = (index: number, next: Step) => onChange(steps.map((one, at) => (at === index ? next : one)));
  return (
    <>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step has no identity but its place
        <fieldset key={index} className="stack-2">
          <legend>{text.step(index + 1)}</legend>
          <TextField
            label={text.stepTitle}
            maxLength={40}
            value={step.title}
            problem={step.title.trim().length < 2 ? "At least 2 characters." : null}
            onChange={(event) => set(index, { ...step, title: event.target.value })}
          />
          <div className="field">
            <span>{text.roles}</span>
            {APPROVING_ROLES.map((role) => (
              <label key={role} className="check">
                <input
                  type="checkbox"
                  checked={step.roles.includes(role)}
                  onChange={(event) =>
                    set(index, {
                      ...step,
                      roles: APPROVING_ROLES.filter((one) =>
                        one === role ? event.target.checked : step.roles.includes(one),
                      ),
                    })
                  }
                />{" "}
                {ROLE_NAMES[role]}
              </label>
            ))}
          </div>
          <SelectField
            label={text.quorum}
            value={String(step.quorum)}
            choices={QUORUMS.map((value) => ({ value, label: value }))}
            onChange={(event) => set(index, { ...step, quorum: Number(event.target.value) })}
          />
          {steps.length > 1 ? (
            <div>
              <Button variant="quiet" onClick={() => onChange(steps.filter((_, at) => at !== index))}>
                {text.removeStep}
              </Button>
            </div>
          ) : null}
        </fieldset>
      ))}
      {steps.length < APPROVAL_BOUNDS.steps ? (
        <div>
          <Button
            onClick={() => onChange([...steps, { title: "Second", roles: ["release_manager"], quorum: 1 }])}
          >
            {text.addStep}
          </Button>
        </div>
      ) : null}
    </>
  );
}
