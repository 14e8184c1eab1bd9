import { messages as text } from "@/components/approval/messages";
import { StepFields } from "@/components/approval/step-fields";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import type { ApprovalPolicy } from "@/lib/contracts/api/resources/approval";
import { STAGE_NAMES, STAGES } from "@/lib/domain/catalog/stage";
import { CHANGE_FLAGS, FLAG_NAMES } from "@/lib/domain/change/flags";

type Rule = ApprovalPolicy["settings"]["rules"][number];
type RuleProps = { position: number; rule: Rule; onChange: (next: Rule) => void; onRemove: () => void };

const TIERS = ["tier1", "tier2", "tier3"] as const;
const choices = <Value extends string>(values: readonly Value[], nameOf: (value: Value) => string) => [
  { value: "", label: text.any },
  ...values.map((value) => ({ value, label: nameOf(value) })),
];
/** The one value chosen; none for "any". */
const chosen = <Value extends string>(values: readonly Value[], value: string): Value[] =>
  values.filter((one) => one === value);

/** One line of the table: where it fits, and what it asks for there. */
export function RuleFields({ position, rule, onChange, onRemove }: RuleProps) {
  return (
    <fieldset className="stack-2">
      <legend className="strong">{text.line(position)}</legend>
      <SelectField
        label={text.stage}
        value={rule.stages[0] ?? ""}
        choices={choices(STAGES, (stage) => STAGE_NAMES[stage])}
        onChange={(event) => onChange({ ...rule, stages: chosen(STAGES, event.target.value) })}
      />
      <SelectField
        label={text.tier}
        value={rule.tiers[0] ?? ""}
        choices={choices(TIERS, (tier) => `Tier ${tier.slice(-1)}`)}
        onChange={(event) => onChange({ ...rule, tiers: chosen(TIERS, event.target.value) })}
      />
      <SelectField
        label={text.flag}
        value={rule.flags[0] ?? ""}
        choices={choices(CHANGE_FLAGS, (flag) => FLAG_NAMES[flag])}
        onChange={(event) => onChange({ ...rule, flags: chosen(CHANGE_FLAGS, event.target.value) })}
      />
      <StepFields steps={rule.steps} onChange={(steps) => onChange({ ...rule, steps })} />
      <div>
        <Button variant="quiet" onClick={onRemove}>
          {text.removeLine}
        </Button>
      </div>
    </fieldset>
  );
}
