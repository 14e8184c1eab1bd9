"use client";

import { useState } from "react";
import { Acknowledge } from "@/components/alert/alert-list";
import { SilenceDialog } from "@/components/alert/silence-dialog";
import { useAlertAct } from "@/components/alert/use-alerts";
import { messages } from "@/components/alert/words";
import { OpenIncidentDialog } from "@/components/incident/open-incident";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import type { Alert } from "@/lib/contracts/api/resources/alert";

type Asked = "assign" | "resolve" | "silence" | "incident" | null;

/** What can be done with an alert; each thing that cannot says why. */
export function AlertActs({ alert }: { alert: Alert }) {
  const [asked, setAsked] = useState<Asked>(null);
  const { can } = alert;
  const close = () => setAsked(null);
  const reasonOf = (one: { allowed: boolean; reason: string | null }) => (one.allowed ? null : one.reason);
  return (
    <div className="act-row">
      {alert.state === "open" ? <Acknowledge alert={alert} primary /> : null}
      <Button disabledReason={reasonOf(can.openIncident)} onClick={() => setAsked("incident")}>
        {messages.openIncident}
      </Button>
      <Button disabledReason={reasonOf(can.assign)} onClick={() => setAsked("assign")}>
        {messages.assign}
      </Button>
      <Button disabledReason={reasonOf(can.silence)} onClick={() => setAsked("silence")}>
        {messages.silence}
      </Button>
      <Button disabledReason={reasonOf(can.resolve)} onClick={() => setAsked("resolve")}>
        {messages.resolve}
      </Button>
      {asked === "assign" ? <AssignDialog alert={alert} onClose={close} /> : null}
      {asked === "resolve" ? <ResolveDialog alert={alert} onClose={close} /> : null}
      {asked === "silence" ? <SilenceDialog alert={alert} onClose={close} /> : null}
      {asked === "incident" ? <OpenIncidentDialog from={{ alert }} onClose={close} /> : null}
    </div>
  );
}

type DialogProps = { alert: Alert; onClose: () => void };

function AssignDialog({ alert, onClose }: DialogProps) {
  const [assigneeId, setAssigneeId] = useState(alert.assignee?.id ?? "");
  const mutation = useAlertAct(alert);
  return (
    <ConfirmWithReason
      title="Who deals with it?"
      effect={alert.sentence}
      confirmLabel="Assign"
      reasonLabel={null}
      busy={mutation.isPending}
      error={mutation.error}
      failed="It was not assigned."
      onConfirm={() =>
        mutation.mutate({ act: "assign", assigneeId: assigneeId || null }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <SelectField
        label="Person"
        choices={[
          { value: "", label: "Nobody" },
          ...alert.people.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={assigneeId}
        onChange={(event) => setAssigneeId(event.target.value)}
      />
    </ConfirmWithReason>
  );
}

function ResolveDialog({ alert, onClose }: DialogProps) {
  const mutation = useAlertAct(alert);
  return (
    <ConfirmWithReason
      title="Is it over?"
      effect={alert.sentence}
      confirmLabel="It is over"
      reasonLabel="What was done"
      busy={mutation.isPending}
      error={mutation.error}
      failed="It still stands."
      onConfirm={(note) => mutation.mutate({ act: "resolve", note }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
