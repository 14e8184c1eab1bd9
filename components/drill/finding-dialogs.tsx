"use client";

import { useId, useState } from "react";
import { useFinding } from "@/components/drill/use-drills";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { TextField } from "@/components/ui/field";
import type { Drill, DrillFinding } from "@/lib/contracts/api/resources/drill";

type Given = { ownerId: string | null; dueOn: string };
const DAYS_GIVEN = 14;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Who mends it, and until when. */
function OwnerAndDue({
  drill,
  given,
  onGiven,
}: {
  drill: Drill;
  given: Given;
  onGiven: (next: Given) => void;
}) {
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={id}>Mended by</label>
        <select
          id={id}
          className="input"
          value={given.ownerId ?? ""}
          onChange={(event) => onGiven({ ...given, ownerId: event.target.value || null })}
        >
          <option value="">Nobody yet</option>
          {drill.owners.map(({ id: ownerId, name }) => (
            <option key={ownerId} value={ownerId}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <TextField
        label="Due"
        type="date"
        required
        value={given.dueOn}
        onChange={(event) => onGiven({ ...given, dueOn: event.target.value })}
        problem={given.dueOn === "" ? "Choose a day." : null}
      />
    </>
  );
}

export function NewFinding({ drill, onClose }: { drill: Drill; onClose: () => void }) {
  const [given, setGiven] = useState<Given>({ ownerId: null, dueOn: inDays(DAYS_GIVEN) });
  const mutation = useFinding(drill);
  return (
    <ConfirmWithReason
      title="Add a finding"
      effect={`It stays with ${drill.number} until somebody closes it.`}
      confirmLabel="Add the finding"
      reasonLabel="What is wrong"
      busy={mutation.isPending}
      error={mutation.error}
      failed="The finding was not added."
      onConfirm={(text) => {
        if (given.dueOn !== "") mutation.mutate({ act: "add", text, ...given }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <OwnerAndDue drill={drill} given={given} onGiven={setGiven} />
    </ConfirmWithReason>
  );
}

type OfFinding = { drill: Drill; finding: DrillFinding; onClose: () => void };

export function EditFinding({ drill, finding, onClose }: OfFinding) {
  const [given, setGiven] = useState<Given>({ ownerId: finding.owner?.id ?? null, dueOn: finding.dueOn });
  const mutation = useFinding(drill);
  // Over what was seen: whoever else assigned it meanwhile is not written over.
  const [{ id: findingId, version }] = useState(finding);
  return (
    <ConfirmWithReason
      title="Who mends it, until when?"
      effect={finding.text}
      confirmLabel="Assign"
      reasonLabel={null}
      busy={mutation.isPending}
      error={mutation.error}
      failed="It was not changed."
      onConfirm={() => {
        if (given.dueOn !== "")
          mutation.mutate({ act: "edit", findingId, version, ...given }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <OwnerAndDue drill={drill} given={given} onGiven={setGiven} />
    </ConfirmWithReason>
  );
}

const SHORTEST_NOTE = 10;

export function CloseFinding({ drill, finding, onClose }: OfFinding) {
  const mutation = useFinding(drill);
  const { id: findingId, version } = finding;
  return (
    <ConfirmWithReason
      title="Close this finding?"
      effect={finding.text}
      confirmLabel="Close the finding"
      reasonLabel="What was done about it"
      shortestReason={SHORTEST_NOTE}
      busy={mutation.isPending}
      error={mutation.error}
      failed="It was not closed."
      onConfirm={(note) =>
        mutation.mutate({ act: "close", findingId, version, note }, { onSuccess: onClose })
      }
      onClose={onClose}
    />
  );
}
