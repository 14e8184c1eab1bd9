"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { AlertList } from "@/components/alert/alert-list";
import { messages } from "@/components/alert/words";
import { OpenIncidentDialog } from "@/components/incident/open-incident";
import { SEVERITY_TONES, stateWords } from "@/components/incident/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { call } from "@/lib/client/call";
import { alertKeys, incidentKeys } from "@/lib/client/query-keys";
import type { Environment } from "@/lib/contracts/api/resources/catalog";

const SHOWN = 10;

/** What stands on an environment now: incidents with what the plant reads about them, then alerts. */
export function EnvironmentAlerts({ environment }: { environment: Pick<Environment, "id" | "name"> }) {
  const environmentId = environment.id;
  const [opening, setOpening] = useState(false);
  const query = { environmentId, limit: SHOWN };
  const alerts = useQuery({
    queryKey: alertKeys.list(query),
    queryFn: ({ signal }) => call("listAlerts", { query }, signal),
  });
  const incidents = useQuery({
    queryKey: incidentKeys.list(query),
    queryFn: ({ signal }) => call("listIncidents", { query }, signal),
  });
  const standing =
    incidents.data?.items.filter(({ state }) => state === "open" || state === "mitigated") ?? [];
  const items = alerts.data?.items ?? [];
  const error = alerts.error ?? incidents.error;
  return (
    <div id="alerts">
      {standing.map((incident) => (
        <div className="receipt" key={incident.id}>
          <Notice tone={SEVERITY_TONES[incident.severity]}>
            <Link href={`/incidents/${incident.id}`}>
              {incident.number}, {incident.title}
            </Link>{" "}
            ({stateWords(incident.state).word}). {incident.status?.text ?? ""}
          </Notice>
        </div>
      ))}
      <Section
        title={messages.now}
        meta={alerts.data === undefined ? undefined : items.length}
        right={<Button onClick={() => setOpening(true)}>{messages.openIncident}</Button>}
      >
        {error ? (
          <ErrorState error={error} what={messages.failed} onRetry={() => void alerts.refetch()} />
        ) : null}
        {alerts.isPending ? <p className="prose">{messages.loading}</p> : null}
        {alerts.data && items.length === 0 ? <p className="prose">{messages.none}.</p> : null}
        {items.length > 0 ? <AlertList alerts={items} label={messages.now} ofEnvironment /> : null}
      </Section>
      {opening ? <OpenIncidentDialog from={{ environment }} onClose={() => setOpening(false)} /> : null}
    </div>
  );
}
