"use client";

import { useState } from "react";
import { useIncidentAct } from "@/components/incident/use-incidents";
import { MOVE_WORDS } from "@/components/incident/words";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import type { Incident } from "@/lib/contracts/api/resources/incident";
import { SEVERITIES, SEVERITY_NAMES } from "@/lib/domain/incident/state";

type Move = keyof typeof MOVE_WORDS;
const isMove = (event: string): event is Move => Object.hasOwn(MOVE_WORDS, event);

/** How it goes on: moves that are open from here, and who leads with what the plant reads. */
export function IncidentActs({ incident }: { incident: Incident }) {
  const [asked, setAsked] = useState<Move | "lead" | null>(null);
  const moves = incident.moves.filter(isMove);
  const { handle, close: canClose } = incident.can;
  const reasonOf = (event: Move) => {
    const can = event === "close" ? canClose : handle;
    return can.allowed ? null : can.reason;
  };
  return (
    <div className="act-row">
      {moves.map((event, index) => (
        <Button
          key={event}
          variant={index === 0 && event !== "reopen" ? "primary" : "plain"}
          disabledReason={reasonOf(event)}
          onClick={() => setAsked(event)}
        >
          {MOVE_WORDS[event].label}
        </Button>
      ))}
      {incident.state === "closed" ? null : (
        <Button disabledReason={handle.allowed ? null : handle.reason} onClick={() => setAsked("lead")}>
          Severity and lead
        </Button>
      )}
      {asked === "lead" ? <LeadDialog incident={incident} onClose={() => setAsked(null)} /> : null}
      {asked !== null && asked !== "lead" ? (
        <MoveDialog incident={incident} event={asked} onClose={() => setAsked(null)} />
      ) : null}
    </div>
  );
}

function MoveDialog({ incident, event, onClose }: { incident: Incident; event: Move; onClose: () => void }) {
  const mutation = useIncidentAct(incident);
  const words = MOVE_WORDS[event];
  return (
    <ConfirmWithReason
      title={words.title}
      effect="Those who work with the environment are told, with what you write."
      confirmLabel={words.label}
      reasonLabel={words.reason}
      busy={mutation.isPending}
      error={mutation.error}
      failed="It stays as it is."
      onConfirm={(note) => mutation.mutate({ act: "move", event, note }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function LeadDialog({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const [severity, setSeverity] = useState(incident.severity);
  const [commanderId, setCommanderId] = useState(incident.commander?.id ?? "");
  // Over what was seen: who leads by now is not replaced unseen.
  const [seen] = useState(incident);
  const mutation = useIncidentAct(seen);
  return (
    <ConfirmWithReason
      title="Severity and lead"
      effect="What differs is written into the timeline."
      confirmLabel="Set it"
      reasonLabel={null}
      busy={mutation.isPending}
      error={mutation.error}
      failed="It was not set."
      onConfirm={() =>
        mutation.mutate({ act: "lead", severity, commanderId: commanderId || null }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <SelectField
        label="How bad it is"
        choices={SEVERITIES.map((value) => ({ value, label: SEVERITY_NAMES[value] }))}
        value={severity}
        onChange={(event) => setSeverity(SEVERITIES.find((each) => each === event.target.value) ?? severity)}
      />
      <SelectField
        label="Who leads"
        choices={[
          { value: "", label: "Nobody" },
          ...incident.people.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={commanderId}
        onChange={(event) => setCommanderId(event.target.value)}
      />
    </ConfirmWithReason>
  );
}
