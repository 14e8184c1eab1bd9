import type { WordsDraft } from "@/components/integration/integration-draft";
import { SelectField, TextField } from "@/components/ui/field";
import { WORKFLOW_IDS, WORKFLOWS } from "@/lib/domain/health/domains";
import {
  CRITICALITIES,
  CRITICALITY_IDS,
  DIRECTION_IDS,
  DIRECTIONS,
  INTEGRATION_KIND_IDS,
  INTEGRATION_KINDS,
} from "@/lib/domain/integration/kinds";

type WordsFieldsProps = {
  draft: WordsDraft;
  onChange: (draft: WordsDraft) => void;
  issueFor: (path: string) => string | null | undefined;
};

const choices = <Id extends string>(ids: readonly Id[], names: Readonly<Record<Id, string>>) =>
  ids.map((value) => ({ value, label: names[value] }));

/** What it is, who looks after it, and what rests on it. */
export function WordsFields({ draft, onChange, issueFor }: WordsFieldsProps) {
  const write = (part: Partial<WordsDraft>) => onChange({ ...draft, ...part });
  const text = (
    name: "name" | "system" | "endpoint" | "ownerName" | "ownerContact" | "modules",
    label: string,
    hint?: string,
  ) => (
    <TextField
      label={label}
      hint={hint}
      value={draft[name]}
      maxLength={name === "modules" ? 1_000 : 300}
      problem={issueFor(name) ?? (name === "modules" ? issueFor("modules.0") : null)}
      onChange={(event) => write({ [name]: event.target.value })}
    />
  );
  const select = <Id extends string>(
    label: string,
    [ids, names]: readonly [readonly Id[], Readonly<Record<Id, string>>],
    value: Id,
    onChoose: (id: Id) => void,
  ) => (
    <SelectField
      label={label}
      choices={choices(ids, names)}
      value={value}
      onChange={(event) => onChoose(ids.find((id) => id === event.target.value) ?? value)}
    />
  );
  return (
    <>
      {text("name", "Name")}
      {text("system", "System on the other side", "Environments that name the same one share it.")}
      {select("Kind", [INTEGRATION_KIND_IDS, INTEGRATION_KINDS], draft.kind, (kind) => write({ kind }))}
      {select("Direction", [DIRECTION_IDS, DIRECTIONS], draft.direction, (direction) => write({ direction }))}
      {select("When it fails", [CRITICALITY_IDS, CRITICALITIES], draft.criticality, (criticality) =>
        write({ criticality }),
      )}
      {text("endpoint", "Endpoint", "As people know it; never with credentials.")}
      {text("ownerName", "Who looks after it")}
      {text("ownerContact", "How they are reached")}
      <fieldset className="field-set">
        <legend className="hint">What rests on it</legend>
        {WORKFLOW_IDS.map((id) => (
          <label className="choice" key={id}>
            <input
              type="checkbox"
              checked={draft.workflows.includes(id)}
              onChange={({ target }) =>
                write({
                  workflows: target.checked
                    ? [...draft.workflows, id]
                    : draft.workflows.filter((each) => each !== id),
                })
              }
            />{" "}
            {WORKFLOWS[id]}
          </label>
        ))}
      </fieldset>
      {text(
        "modules",
        "Modules it is made of",
        "Beginnings of names, with commas: delivery_dhl, stock_barcode.",
      )}
    </>
  );
}
