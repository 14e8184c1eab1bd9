"use client";

import { useState } from "react";
import { type Place, PlaceFields } from "@/components/elevation/place-fields";
import { useElevationAct } from "@/components/elevation/use-elevations";
import { MINUTE_CHOICES, elevationMessages as text } from "@/components/elevation/words";
import { FormDialog } from "@/components/patterns/form-dialog";
import { SelectField, TextArea } from "@/components/ui/field";
import type { MyElevations } from "@/lib/contracts/api/resources/elevation";

type AskDialogProps = {
  mine: MyElevations;
  /** The place it is about where that is known, and the incident. */
  about?: { place: Place; name: string; incidentId: string };
  onClose: () => void;
};

const SHORTEST_REASON = 10;

/** Which role, over what, for how long, and why. */
export function AskDialog({ mine, about, onClose }: AskDialogProps) {
  const [role, setRole] = useState(mine.roles[0]?.role);
  const [place, setPlace] = useState<Place | null>(about?.place ?? null);
  const [minutes, setMinutes] = useState("60");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const mutation = useElevationAct();
  const reasonProblem = reason.trim().length < SHORTEST_REASON ? text.shortReason : null;
  const submit = () => {
    setTried(true);
    if (role === undefined || place === null || reasonProblem !== null) return;
    const incident = about === undefined ? {} : { incidentId: about.incidentId };
    mutation.mutate(
      { act: "ask", role, ...place, minutes: Number(minutes), reason: reason.trim(), ...incident },
      { onSuccess: onClose },
    );
  };
  return (
    <FormDialog
      title={text.ask}
      description={text.askEffect}
      cancel="Not now"
      confirm="Ask for them"
      mutation={mutation}
      failed={text.notAsked}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        label={text.role}
        choices={mine.roles.map(({ role: value, name }) => ({ value, label: name }))}
        value={role}
        onChange={(event) => setRole(mine.roles.find((each) => each.role === event.target.value)?.role)}
      />
      {about === undefined ? (
        <PlaceFields fleet={mine.fleet} missing={tried && place === null} onChoose={setPlace} />
      ) : (
        <p className="prose">
          {text.over} {about.name}.
        </p>
      )}
      <SelectField
        label={text.lasts}
        choices={MINUTE_CHOICES}
        value={minutes}
        onChange={(event) => setMinutes(event.target.value)}
      />
      <TextArea
        label={text.reason}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.target.value)}
        problem={tried ? (reasonProblem ?? mutation.error?.issueFor("reason")) : null}
      />
    </FormDialog>
  );
}
