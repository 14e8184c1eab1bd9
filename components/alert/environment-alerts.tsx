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

type Place = { environment: Pick<Environment, "id" | "name"> };

/** Incidents that stand on an environment, with what the plant reads about them: the first thing its people see. */
export function EnvironmentIncidents({ environment }: Place) {
  const query = { environmentId: environment.id, limit: SHOWN };
  const { data } = useQuery({
    queryKey: incidentKeys.list(query),
    queryFn: ({ signal }) => call("listIncidents", { query }, signal),
  });
  const standing = data?.items.filter(({ state }) => state === "open" || state === "mitigated") ?? [];
  return standing.map((incident) => (
    <div className="receipt" key={incident.id}>
      <Notice tone={SEVERITY_TONES[incident.severity]}>
        <Link href={`/incidents/${incident.id}`}>
          {incident.number}, {incident.title}
        </Link>{" "}
        ({stateWords(incident.state).word}). {incident.status?.text ?? ""}
      </Notice>
    </div>
  ));
}

type Where = {
  environment: Pick<Environment, "id" | "name" | "healthSentence">;
  /** First on the page while an alert stands, in its place below while none does. */
  part: "first" | "below";
};

/** What stands on an environment now, and the way to an incident. */
export function EnvironmentAlerts({ environment, part }: Where) {
  const [opening, setOpening] = useState(false);
  const query = { environmentId: environment.id, limit: SHOWN };
  const { data, error, isPending, refetch } = useQuery({
    queryKey: alertKeys.list(query),
    queryFn: ({ signal }) => call("listAlerts", { query }, signal),
  });
  const items = data?.items ?? [];
  if ((part === "first") !== items.length > 0) return null;
  return (
    <div id="alerts">
      <Section
        title={messages.now}
        meta={data === undefined ? undefined : items.length}
        right={<Button onClick={() => setOpening(true)}>{messages.openIncident}</Button>}
      >
        {error ? <ErrorState error={error} what={messages.failed} onRetry={() => void refetch()} /> : null}
        {isPending ? <p className="prose">{messages.loading}</p> : null}
        {data && items.length === 0 ? <p className="prose">{messages.none}.</p> : null}
        {items.length > 0 ? (
          <AlertList alerts={items} label={messages.now} ofEnvironment told={environment.healthSentence} />
        ) : null}
      </Section>
      {opening ? <OpenIncidentDialog from={{ environment }} onClose={() => setOpening(false)} /> : null}
    </div>
  );
}
