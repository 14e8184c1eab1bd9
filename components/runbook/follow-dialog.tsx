"use client";

import { useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { messages, scenarioName } from "@/components/runbook/messages";
import { useFollowRunbook } from "@/components/runbook/use-runbooks";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField } from "@/components/ui/field";
import type { RunList } from "@/lib/contracts/api/resources/runbook";

const text = messages.environment;

type FollowProps = {
  environmentId: string;
  /** The incident it is followed in. */
  incidentId?: string;
  runbooks: RunList["runbooks"];
  onClose: () => void;
};

/** Chooses a runbook and begins to follow it. */
export function FollowDialog({ environmentId, incidentId, runbooks, onClose }: FollowProps) {
  const [chosen, setChosen] = useState(runbooks[0]?.id ?? "");
  const mutation = useFollowRunbook(environmentId, incidentId);
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.follow}
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button
            variant="primary"
            disabledReason={chosen === "" ? text.noBooks : null}
            busy={mutation.isPending}
            onClick={() => mutation.mutate(chosen)}
          >
            {text.begin}
          </Button>
        </>
      }
    >
      <div className="stack-2">
        <SelectField
          label={text.which}
          value={chosen}
          choices={runbooks.map(({ id, name, scenario }) => ({
            value: id,
            label: `${name} (${scenarioName(scenario)})`,
          }))}
          onChange={(event) => setChosen(event.target.value)}
        />
        {mutation.error ? <ErrorState error={mutation.error} what={text.notBegun} /> : null}
      </div>
    </Dialog>
  );
}
