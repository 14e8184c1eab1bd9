"use client";

import Link from "next/link";
import { AlertActs } from "@/components/alert/alert-acts";
import { TierTag } from "@/components/alert/alert-list";
import { Deliveries } from "@/components/alert/deliveries";
import { alertState, messages, placeOf, zoneOf } from "@/components/alert/words";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { RelativeTime, TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { Notice } from "@/components/ui/notice";
import { call } from "@/lib/client/call";
import { alertKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Alert } from "@/lib/contracts/api/resources/alert";
import { DOMAIN_NAMES } from "@/lib/domain/alert/source";
import { listed } from "@/lib/domain/shared/words";

type Cause = Alert["causeList"][number];

/** How a cause is named whose source is an error budget. */
const OBJECTIVE = "objective:";

const columns = (zone: string): readonly Column<Cause>[] => [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: ({ endedAt, severity }) => (
      <State tone={endedAt !== null ? "good" : severity === "bad" ? "bad" : "warn"}>
        {endedAt === null ? (severity === "bad" ? "bad" : "warning") : "over"}
      </State>
    ),
  },
  {
    id: "what",
    header: "What",
    phone: "full",
    cell: ({ key, title, sentence }) => (
      <>
        {key.startsWith(OBJECTIVE) ? (
          <Link href={`/objectives/${key.slice(OBJECTIVE.length)}`}>{title}</Link>
        ) : (
          title
        )}
        <div className="t2">{sentence}</div>
      </>
    ),
  },
  {
    id: "since",
    header: "Since",
    className: "nb",
    cell: ({ since }) => <TimeInZone at={since} zone={zone} />,
  },
];

/** One alert: what is wrong, whom it hurts, what to do about it, and who was told. */
export function AlertPage({ seed, seededAt }: { seed: Alert; seededAt: number }) {
  const query = useSeededQuery({
    queryKey: alertKeys.one(seed.id),
    queryFn: ({ signal }) => call("getAlert", { params: { alertId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const alert = query.data ?? seed;
  const zone = zoneOf(alert);
  const { tone, word } = alertState(alert);
  return (
    <Page trail={[{ label: messages.title, href: "/alerts" }]} here={alert.number}>
      <PageHead
        title={alert.title}
        state={<State tone={tone}>{word}</State>}
        sentence={alert.sentence}
        facts={factsOf(alert)}
      />
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {alert.silence === null ? null : (
        <div className="receipt">
          <Notice tone="wait">
            {alert.silence.reason} Looked at again <TimeInZone at={alert.silence.until} zone={zone} />.
          </Notice>
        </div>
      )}
      <AlertActs alert={alert} />
      <Section title={messages.hurts}>
        <Hurts alert={alert} />
      </Section>
      <Section title={messages.causes} meta={alert.causes}>
        <DataTable
          caption={messages.causes}
          columns={columns(zone)}
          rows={alert.causeList}
          rowKey={({ id }) => id}
        />
        {alert.moreCauses > 0 ? <p className="prose">And {alert.moreCauses} more of the same kind.</p> : null}
      </Section>
      <Section title={messages.sent} meta={alert.deliveries.length}>
        {alert.deliveries.length === 0 ? (
          <p className="prose">{messages.sentNone}</p>
        ) : (
          <Deliveries deliveries={alert.deliveries} zone={zone} />
        )}
        {alert.nextStepAt === null ? null : (
          <p className="prose">
            If nobody takes it on, the next step comes <TimeInZone at={alert.nextStepAt} zone={zone} />.
          </p>
        )}
      </Section>
    </Page>
  );
}

function factsOf(alert: Alert) {
  const { environment, incident, assignee, raisedAt, domain, resolvedNote } = alert;
  const zone = zoneOf(alert);
  return [
    { name: "Tier", value: <TierTag alert={alert} /> },
    {
      name: "Where",
      value:
        environment === null ? (
          placeOf(alert)
        ) : (
          <Link href={`/environments/${environment.id}`}>{placeOf(alert)}</Link>
        ),
    },
    { name: "Domain", value: DOMAIN_NAMES[domain] },
    { name: "Raised", value: <RelativeTime at={raisedAt} zone={zone} /> },
    ...(assignee === null ? [] : [{ name: "With", value: assignee.name }]),
    ...(incident === null
      ? []
      : [{ name: "Incident", value: <Link href={`/incidents/${incident.id}`}>{incident.number}</Link> }]),
    ...(resolvedNote === "" ? [] : [{ name: "Over", value: resolvedNote }]),
  ];
}

function Hurts({ alert: { hurts } }: { alert: Alert }) {
  const { sites, processes, people } = hurts;
  if (sites.length + processes.length === 0) return <p className="prose">{messages.hurtsNobody}</p>;
  return (
    <p className="prose">
      {sites.length === 0 ? "" : `${people === null ? "" : `${people} people at `}${listed(sites)}. `}
      {processes.length === 0 ? "" : `Business: ${processes.join(", ")}.`}
    </p>
  );
}
