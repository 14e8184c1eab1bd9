import { limitUnit, type TermsDraft } from "@/components/service-level/terms-draft";
import { SelectField, TextField } from "@/components/ui/field";
import type { IndicatorId } from "@/lib/domain/service-level/indicator";
import { WINDOW_DAYS } from "@/lib/domain/service-level/policy";

const HOURS = [
  { value: "always", label: "always" },
  { value: "shifts", label: "only while the plant works" },
] as const;
const PLANNED = [
  { value: "left_out", label: "is left out" },
  { value: "counts", label: "counts like any other time" },
] as const;
const DAYS = WINDOW_DAYS.map((days) => ({ value: String(days), label: `${days} days` }));

type TermsFieldsProps = {
  indicator: IndicatorId;
  draft: TermsDraft;
  onChange: (draft: TermsDraft) => void;
};

/** Target, limit, window, hours and planned downtime of one objective. */
export function TermsFields({ indicator, draft, onChange }: TermsFieldsProps) {
  const unit = limitUnit(indicator);
  const write = (part: Partial<TermsDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <TextField
        label="Target (%)"
        inputMode="decimal"
        maxLength={9}
        value={draft.target}
        onChange={({ target }) => write({ target: target.value })}
      />
      {unit === null ? null : (
        <TextField
          label={`Bad from (${unit})`}
          inputMode="decimal"
          maxLength={9}
          value={draft.limit}
          onChange={({ target }) => write({ limit: target.value })}
        />
      )}
      <SelectField
        label="Window"
        value={draft.windowDays}
        choices={DAYS}
        onChange={({ target }) => write({ windowDays: target.value })}
      />
      <SelectField
        label="What counts"
        value={draft.hours}
        choices={HOURS}
        onChange={({ target }) => write({ hours: target.value === "shifts" ? "shifts" : "always" })}
      />
      <SelectField
        label="Planned downtime"
        value={draft.plannedDowntime}
        choices={PLANNED}
        onChange={({ target }) =>
          write({ plannedDowntime: target.value === "counts" ? "counts" : "left_out" })
        }
      />
    </>
  );
}
