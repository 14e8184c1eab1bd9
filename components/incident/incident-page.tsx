"use client";

import Link from "next/link";
import { AlertList } from "@/components/alert/alert-list";
import { IncidentElevations } from "@/components/elevation/incident-elevations";
import { IncidentActs } from "@/components/incident/incident-acts";
import { IncidentReview } from "@/components/incident/incident-review";
import { IncidentRunbooks, MendingChanges } from "@/components/incident/mending";
import { SayBox } from "@/components/incident/say-box";
import { StatusSection } from "@/components/incident/status-section";
import { KIND_WORDS, messages, minutesText, stateWords } from "@/components/incident/words";
import { EnvironmentIntegrations } from "@/components/integration/environment-integrations";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { Elapsed, TimeInZone } from "@/components/patterns/time-in-zone";
import { WayBack } from "@/components/rollback/way-back";
import { State } from "@/components/ui/glyph";
import { Tag } from "@/components/ui/tag";
import { call } from "@/lib/client/call";
import { incidentKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Incident } from "@/lib/contracts/api/resources/incident";
import { SEVERITY_NAMES } from "@/lib/domain/incident/state";

/** One incident: how it stands, what changed before it, what happens, what was learned. */
export function IncidentPage({ seed, seededAt }: { seed: Incident; seededAt: number }) {
  const query = useSeededQuery({
    queryKey: incidentKeys.one(seed.id),
    queryFn: ({ signal }) => call("getIncident", { params: { incidentId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const incident = query.data ?? seed;
  const { tone, word } = stateWords(incident.state);
  return (
    <Page trail={[{ label: messages.title, href: "/incidents" }]} here={incident.number}>
      <PageHead
        title={`${incident.number}, ${incident.title}`}
        state={<State tone={tone}>{word}</State>}
        sentence={incident.status?.text ?? messages.statusNone}
        facts={factsOf(incident)}
      />
      {query.error ? (
        <ErrorState error={query.error} what={messages.failedOne} onRetry={() => void query.refetch()} />
      ) : null}
      <IncidentActs incident={incident} />
      <StatusSection incident={incident} />
      <ChangedBefore incident={incident} />
      {incident.state === "open" ? <WayBack environmentId={incident.environment.id} /> : null}
      <Happened incident={incident} />
      <Section title={messages.alerts} meta={incident.alerts.length}>
        {incident.alerts.length === 0 ? (
          <p className="prose">{messages.alertsNone}</p>
        ) : (
          <AlertList alerts={incident.alerts} label={messages.alerts} />
        )}
      </Section>
      <EnvironmentIntegrations environment={{ id: incident.environment.id, tenant: incident.tenant }} />
      <MendingChanges incident={incident} />
      <IncidentElevations incident={incident} />
      <IncidentRunbooks incident={incident} />
      <IncidentReview incident={incident} />
    </Page>
  );
}

function factsOf(incident: Incident) {
  const { tenant, environment, commander, severity, startedAt, resolvedAt, hurts } = incident;
  const people = hurts.people === null ? [] : [`${hurts.people} people`];
  const hurt = [...people, ...hurts.sites, ...hurts.processes];
  return [
    { name: "Severity", value: <Tag>{SEVERITY_NAMES[severity]}</Tag> },
    {
      name: "Where",
      value: (
        <Link href={`/environments/${environment.id}`}>
          {tenant.name}, {environment.name}
        </Link>
      ),
    },
    { name: "Since", value: <TimeInZone at={startedAt} zone={environment.timeZone} /> },
    { name: resolvedAt === null ? "For" : "Took", value: <Elapsed from={startedAt} to={resolvedAt} /> },
    { name: "Led by", value: commander?.name ?? "nobody" },
    ...(hurt.length === 0 ? [] : [{ name: "Hurts", value: hurt.join(", ") }]),
  ];
}

function ChangedBefore({ incident }: { incident: Incident }) {
  return (
    <Section title={messages.changed} meta="the likeliest first">
      {incident.changed.length === 0 ? (
        <p className="prose">{messages.changedNone}</p>
      ) : (
        <ol className="timeline wide">
          {incident.changed.map(({ title, path, at, minutesBefore, scope }) => (
            <li key={`${at} ${title}`}>
              <span className="when">{minutesText(minutesBefore)}</span>
              <span>
                {path === null ? title : <Link href={path}>{title}</Link>}
                {scope === "environment" ? "" : ` (${scope})`},{" "}
                <TimeInZone at={at} zone={incident.environment.timeZone} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

function Happened({ incident }: { incident: Incident }) {
  const zone = incident.environment.timeZone;
  return (
    <Section title={messages.timeline} meta={incident.timeline.length}>
      <ol className="timeline wide">
        {incident.timeline.map(({ id, at, kind, text, by, path }) => (
          <li key={id}>
            <span className="when">
              <TimeInZone at={at} zone={zone} />
            </span>
            <span>
              <b>{by}</b> {KIND_WORDS[kind] ?? ""} {path === null ? text : <Link href={path}>{text}</Link>}
            </span>
          </li>
        ))}
      </ol>
      {incident.state === "closed" ? null : <SayBox incident={incident} />}
    </Section>
  );
}
