import { TextArea, TextField } from "@/components/ui/field";

type Owned = { ownerName: string; ownerContact: string; fallback: string };

type OwnerFieldsProps = {
  draft: Owned;
  labels: { owner: string; contact: string; fallback: string; fallbackHint: string };
  ownerHint?: string | undefined;
  problem: (path: string) => string | null | undefined;
  onChange: (part: Partial<Owned>) => void;
};

/** Who looks after something of the business, how they are reached, and how people go on without it. */
export function OwnerFields({ draft, labels, ownerHint, problem, onChange }: OwnerFieldsProps) {
  return (
    <>
      <div className="field-pair">
        <TextField
          label={labels.owner}
          hint={ownerHint}
          value={draft.ownerName}
          maxLength={80}
          problem={problem("ownerName")}
          onChange={(event) => onChange({ ownerName: event.target.value })}
        />
        <TextField
          label={labels.contact}
          value={draft.ownerContact}
          maxLength={160}
          problem={problem("ownerContact")}
          onChange={(event) => onChange({ ownerContact: event.target.value })}
        />
      </div>
      <TextArea
        label={labels.fallback}
        hint={labels.fallbackHint}
        value={draft.fallback}
        maxLength={4_000}
        problem={problem("fallback")}
        onChange={(event) => onChange({ fallback: event.target.value })}
      />
    </>
  );
}
