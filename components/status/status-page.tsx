"use client";

import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { PLACE_WORDS, STANDING_TONES, statusSentence, messages as text } from "@/components/status/messages";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { statusKeys } from "@/lib/client/query-keys";
import { HEALTH_AGES_MS, useSeededQuery } from "@/lib/client/seeded-query";
import type { Input } from "@/lib/contracts/api/registry";
import type { StatusPage as Status, StatusIncident } from "@/lib/contracts/api/resources/status";
import { STATUS_WORDS } from "@/lib/domain/incident/status-text";

type StatusPageProps = { filter: Input<"getStatus">["query"]; seed: Status; seededAt: number };

/** What a tenant's people read: how their environments are, and what they are told of what does not work. */
export function StatusPage({ filter, seed, seededAt }: StatusPageProps) {
  const { set } = useUrlFilter(filter);
  const query = useSeededQuery<Status>({
    queryKey: statusKeys.of(filter.tenantId ?? null),
    queryFn: ({ signal }) => call("getStatus", { query: filter }, signal),
    seed,
    seededAt,
    everyMs: HEALTH_AGES_MS,
  });
  const status = query.data ?? seed;
  const { tenant, tenants, places, standing, past } = status;
  return (
    <Page here={text.title}>
      <PageHead title={tenant?.name ?? text.title} sentence={statusSentence(status)} />
      {tenants.length > 1 ? (
        <FilterBar>
          <Choice
            label={text.tenant}
            value={tenant?.id ?? ""}
            choices={tenants.map(({ id, name }) => ({ value: id, label: name }))}
            onChoose={(value) => set("tenantId", value)}
          />
        </FilterBar>
      ) : null}
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {tenant === null ? (
        <EmptyState title={text.nobody}>{text.nobodyMore}</EmptyState>
      ) : (
        <>
          {standing.map((incident) => (
            <Told key={incident.id} incident={incident} />
          ))}
          <Places places={places} />
          <Section title={text.past} meta={text.pastMeta}>
            {past.length === 0 ? <p className="prose">{text.pastNone}</p> : null}
            {past.map((incident) => (
              <details key={incident.id}>
                <summary>
                  {incident.environment.name},{" "}
                  <TimeInZone at={incident.startedAt} zone={incident.environment.timeZone} />
                </summary>
                <Texts incident={incident} />
              </details>
            ))}
          </Section>
        </>
      )}
    </Page>
  );
}

function Told({ incident }: { incident: StatusIncident }) {
  const { standing, environment, startedAt, number } = incident;
  return (
    <Section
      title={environment.name}
      meta={number}
      right={
        <>
          {text.since} <TimeInZone at={startedAt} zone={environment.timeZone} />
        </>
      }
    >
      <State tone={STANDING_TONES[standing]}>{STATUS_WORDS[standing]}</State>
      <Texts incident={incident} />
    </Section>
  );
}

function Texts({ incident: { texts, environment } }: { incident: StatusIncident }) {
  return (
    <ol className="timeline wide">
      {texts.map(({ id, text: words, at }) => (
        <li key={id}>
          <span className="when">
            <TimeInZone at={at} zone={environment.timeZone} />
          </span>
          <span className="text-block">{words}</span>
        </li>
      ))}
    </ol>
  );
}

function Places({ places }: { places: Status["places"] }) {
  return (
    <Section title={text.places} meta={places.length}>
      {places.length === 0 ? (
        <p className="prose">{text.placesNone}</p>
      ) : (
        <ul className="rowlist alert-list">
          {places.map(({ id, name, health }) => (
            <li key={id}>
              <strong>{name}</strong>
              <State tone={PLACE_WORDS[health].tone}>{PLACE_WORDS[health].word}</State>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
