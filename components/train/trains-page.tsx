"use client";

import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar, SearchBox } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { messages } from "@/components/train/messages";
import { TrainTable } from "@/components/train/train-table";
import { LinkButton } from "@/components/ui/link-button";
import { call } from "@/lib/client/call";
import { trainKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

type TrainFilter = Omit<Input<"listTrains">["query"], "limit">;
type TrainsPageProps = { filter: TrainFilter; seed: Output<"listTrains">; seededAt: number };

const text = messages.list;

/** Release trains by what they wait for. */
export function TrainsPage({ filter, seed, seededAt }: TrainsPageProps) {
  const { set, pending } = useUrlFilter(filter);
  const reader = useReader();
  const query = useSeededQuery({
    queryKey: trainKeys.list(filter),
    queryFn: ({ signal }) => call("listTrains", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  const filtered = Boolean(filter.waiting ?? filter.search);
  const draft = reader.can.draftTrain.allowed ? (
    <LinkButton href="/trains/new" variant="primary" keyHint="n">
      {messages.draft}
    </LinkButton>
  ) : undefined;
  return (
    <Page here={messages.trains}>
      <PageHead title={messages.trains} state={draft} sentence={text.sentence} />
      <Section title={text.title} meta={text.note}>
        <FilterBar>
          <Choice
            label={text.waitingFor}
            value={filter.waiting ?? ""}
            choices={text.choices}
            onChoose={(value) => set("waiting", value)}
          />
          <SearchBox
            label={text.search}
            value={filter.search ?? ""}
            onSearch={(value) => set("search", value)}
          />
        </FilterBar>
        {query.error ? (
          <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
        ) : null}
        {page.items.length === 0 ? (
          <EmptyState title={text.emptyTitle}>{filtered ? text.emptyFiltered : text.emptyAll}</EmptyState>
        ) : (
          <TrainTable trains={page.items} stale={pending} />
        )}
        <Pager path="/trains" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
      </Section>
    </Page>
  );
}
