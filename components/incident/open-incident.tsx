"use client";

import { useState } from "react";
import { useOpenIncident } from "@/components/incident/use-incidents";
import { FormDialog } from "@/components/patterns/form-dialog";
import { SelectField, TextArea, TextField } from "@/components/ui/field";
import type { AlertBrief } from "@/lib/contracts/api/resources/alert";
import { withoutReading } from "@/lib/domain/health/sentence";
import { type IncidentSeverity, SEVERITIES, SEVERITY_NAMES } from "@/lib/domain/incident/state";

type From = { alert: AlertBrief } | { environment: { id: string; name: string } };

const SHORTEST_TITLE = 5;
const CHOICES = SEVERITIES.map((value) => ({ value, label: SEVERITY_NAMES[value] }));

/** Asks what is wrong, how bad it is, and what the plant shall read. */
export function OpenIncidentDialog({ from, onClose }: { from: From; onClose: () => void }) {
  const alert = "alert" in from ? from.alert : null;
  const [title, setTitle] = useState(alert === null ? "" : withoutReading(alert.sentence).slice(0, 160));
  const [severity, setSeverity] = useState<IncidentSeverity>(alert?.tier === "page" ? "sev1" : "sev2");
  const [statusText, setStatusText] = useState("");
  const [tried, setTried] = useState(false);
  const mutation = useOpenIncident();
  const problem = title.trim().length < SHORTEST_TITLE ? "Say in at least 5 characters what is wrong." : null;
  const submit = () => {
    setTried(true);
    if (problem !== null) return;
    const about = "alert" in from ? { alertId: from.alert.id } : { environmentId: from.environment.id };
    mutation.mutate({ ...about, title: title.trim(), severity, statusText: statusText.trim() });
  };
  return (
    <FormDialog
      title="Open an incident"
      description="It gathers what happens from here on. You lead it until somebody else does; those who work with the environment are told."
      cancel="Not now"
      confirm="Open the incident"
      danger
      mutation={mutation}
      failed="The incident was not opened."
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="What is wrong"
        value={title}
        maxLength={160}
        onChange={(event) => setTitle(event.target.value)}
        problem={tried ? (problem ?? mutation.error?.issueFor("title")) : null}
      />
      <SelectField
        label="How bad it is"
        choices={CHOICES}
        value={severity}
        onChange={(event) => setSeverity(SEVERITIES.find((each) => each === event.target.value) ?? "sev2")}
      />
      <TextArea
        label="What the plant reads"
        hint="In plant words: what does not work, how to go on meanwhile. It can be written later."
        value={statusText}
        maxLength={1000}
        onChange={(event) => setStatusText(event.target.value)}
      />
    </FormDialog>
  );
}
