"use client";

import Link from "next/link";
import { useState } from "react";
import { messages as text } from "@/components/incident/words";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { FollowDialog } from "@/components/runbook/follow-dialog";
import { useRuns } from "@/components/runbook/use-runbooks";
import { Button } from "@/components/ui/button";
import type { Incident } from "@/lib/contracts/api/resources/incident";

/** The ways to mend it: changes drafted for it. */
export function MendingChanges({ incident }: { incident: Incident }) {
  const { changes, can, id, environment } = incident;
  const draft = `/changes/new?environmentId=${environment.id}&incidentId=${id}`;
  return (
    <Section
      title={text.changes}
      meta={changes.length}
      right={can.draftChange.allowed ? <Link href={draft}>{text.draft}</Link> : undefined}
    >
      {changes.length === 0 ? (
        <p className="prose">{text.changesNone}</p>
      ) : (
        <ul className="rowlist">
          {changes.map((change) => (
            <li key={change.id}>
              <span>
                <Link href={`/changes/${change.id}`}>
                  {change.number}, {change.title}
                </Link>
                , {change.state.replaceAll("_", " ")}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** Runbooks that are followed in it, with how far people are. */
export function IncidentRunbooks({ incident }: { incident: Incident }) {
  const [asked, setAsked] = useState(false);
  const { runbooks, environment, can } = incident;
  const { followRunbook } = can;
  return (
    <Section
      title={text.runbooks}
      meta={runbooks.length}
      right={
        <Button
          disabledReason={followRunbook.allowed ? null : followRunbook.reason}
          onClick={() => setAsked(true)}
        >
          {text.follow}
        </Button>
      }
    >
      {runbooks.length === 0 ? (
        <p className="prose">{text.runbooksNone}</p>
      ) : (
        <ul className="rowlist">
          {runbooks.map(({ id, name, startedAt, finished, done, steps }) => (
            <li key={id}>
              <span>
                <Link href={`/runbook-runs/${id}`}>{name}</Link>: {done} of {steps} steps ticked off
                {finished ? ", ended" : ""}, begun <TimeInZone at={startedAt} zone={environment.timeZone} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {asked ? (
        <FollowHere environmentId={environment.id} incidentId={incident.id} onClose={() => setAsked(false)} />
      ) : null}
    </Section>
  );
}

type FollowHereProps = { environmentId: string; incidentId: string; onClose: () => void };

/** Which runbooks there are is asked only by whoever wants to follow one. */
function FollowHere({ environmentId, incidentId, onClose }: FollowHereProps) {
  const runs = useRuns(environmentId);
  if (runs.data === undefined)
    return <p role="status">{runs.error ? runs.error.message : text.runbooksLoading}</p>;
  return (
    <FollowDialog
      environmentId={environmentId}
      incidentId={incidentId}
      runbooks={runs.data.runbooks}
      onClose={onClose}
    />
  );
}
