import { draftMessages as text } from "@/components/change/draft-messages";
import { TextField } from "@/components/ui/field";
import { formatLocal, instantOf, parseLocal, wallOf } from "@/lib/domain/calendar/wall-clock";
import { plannedStartRefusal } from "@/lib/domain/change/schedule";

type PlannedStartProps = {
  /** The plant's clock; null while no environment is chosen. */
  zone: string | null;
  local: string;
  problem: string | undefined;
  onChange: (local: string) => void;
};

/** When the change is meant to start, on the plant's clock; may be left empty. */
export function PlannedStart({ zone, local, problem, onChange }: PlannedStartProps) {
  return (
    <TextField
      label={zone === null ? text.plannedStart : `${text.plannedStart} (${zone})`}
      hint={text.plannedStartHint}
      type="datetime-local"
      value={local}
      disabled={zone === null}
      problem={problem}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export const localOf = (at: string | null, zone: string): string =>
  at === null ? "" : formatLocal(wallOf(zone, Date.parse(at)));

type Planned = { at: string | null; problem: string | undefined };

/** What the field says, as a moment; with the sentence that says why it cannot be one. */
export function plannedOf(local: string, zone: string | null, now: Date): Planned {
  if (local === "" || zone === null) return { at: null, problem: undefined };
  const wall = parseLocal(local);
  if (wall === null) return { at: null, problem: text.plannedStartWrong };
  const at = new Date(instantOf(zone, wall));
  const refusal = plannedStartRefusal(at, now);
  return refusal === null ? { at: at.toISOString(), problem: undefined } : { at: null, problem: refusal };
}
