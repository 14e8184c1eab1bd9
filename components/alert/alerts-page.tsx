"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { AlertList } from "@/components/alert/alert-list";
import { useEndSilence } from "@/components/alert/use-alerts";
import { lede, messages, STATE_CHOICES, TIER_CHOICES } from "@/components/alert/words";
import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/client/call";
import { alertKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input } from "@/lib/contracts/api/registry";
import type { AlertList as List } from "@/lib/contracts/api/resources/alert";
import { DOMAIN_NAMES } from "@/lib/domain/alert/source";

export type AlertFilter = Omit<Input<"listAlerts">["query"], "limit">;
type AlertsPageProps = { filter: AlertFilter; seed: List; seededAt: number };

/** What stands, loudest words first; taken on with one press. */
export function AlertsPage({ filter, seed, seededAt }: AlertsPageProps) {
  const { set } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: alertKeys.list(filter),
    queryFn: ({ signal }) => call("listAlerts", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <Page here={messages.title}>
      <PageHead title={messages.title} sentence={lede(page.counts)} />
      <FilterBar>
        <Choice
          label="Tier"
          value={filter.tier ?? ""}
          choices={TIER_CHOICES}
          onChoose={(value) => set("tier", value)}
        />
        <Choice
          label="State"
          value={filter.state ?? ""}
          choices={STATE_CHOICES}
          onChoose={(value) => set("state", value)}
        />
        <Link href={filter.mine === "true" ? "/alerts" : "/alerts?mine=true"}>
          {filter.mine === "true" ? "Everybody’s" : "Only mine"}
        </Link>
        <span className="push" />
        <Link href="/policies/alerting">{messages.routes}</Link>
      </FilterBar>
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {page.items.length === 0 ? (
        <EmptyState title={filtered ? messages.noneFiltered : messages.none}>
          {filtered ? messages.noneFilteredMore : messages.noneMore}
        </EmptyState>
      ) : (
        <AlertList alerts={page.items} label={messages.title} />
      )}
      <Pager path="/alerts" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
      <Silences />
    </Page>
  );
}

/** What nobody is told of now, why and until when. */
function Silences() {
  const { timeZone } = useReader();
  const query = useQuery({
    queryKey: alertKeys.silences,
    queryFn: ({ signal }) => call("listSilences", {}, signal),
  });
  const end = useEndSilence();
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={messages.silences} meta={items.length}>
      {end.error ? <ErrorState error={end.error} what="It was not ended." /> : null}
      <ul className="rowlist alert-list">
        {items.map((silence) => (
          <li key={silence.id}>
            <div className="alert-what">
              <strong>{silence.place}</strong>
              {silence.domains.length === 0
                ? ""
                : `: ${silence.domains.map((domain) => DOMAIN_NAMES[domain]).join(", ")}`}
              <p className="t2">
                {silence.reason} ({silence.by}), until <TimeInZone at={silence.until} zone={timeZone} />
              </p>
            </div>
            <div className="alert-do">
              <Button
                disabledReason={silence.can.end.allowed ? null : silence.can.end.reason}
                busy={end.isPending}
                onClick={() => end.mutate(silence.id)}
              >
                {messages.end}
                <span className="sr"> {silence.place}</span>
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
