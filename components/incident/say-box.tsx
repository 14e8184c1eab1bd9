"use client";

import { type FormEvent, useState } from "react";
import { useIncidentAct } from "@/components/incident/use-incidents";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/field";
import type { Incident } from "@/lib/contracts/api/resources/incident";

/** What somebody sees or tries, for all who follow. */
export function SayBox({ incident }: { incident: Incident }) {
  const [text, setText] = useState("");
  const mutation = useIncidentAct(incident);
  const { handle } = incident.can;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim().length < 3 || mutation.isPending || !handle.allowed) return;
    mutation.mutate({ act: "say", text: text.trim() }, { onSuccess: () => setText("") });
  };
  return (
    <form onSubmit={submit} className="stack-2" style={{ paddingTop: 12 }}>
      <TextArea
        label="Write into the timeline"
        value={text}
        maxLength={2000}
        onChange={(event) => setText(event.target.value)}
      />
      {mutation.error ? <ErrorState error={mutation.error} what="It was not written." /> : null}
      <div>
        <Button
          type="submit"
          busy={mutation.isPending}
          disabledReason={handle.allowed ? null : handle.reason}
        >
          Write it
        </Button>
      </div>
    </form>
  );
}
