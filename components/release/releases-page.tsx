"use client";

import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { FilterBar, SearchBox } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { messages } from "@/components/release/messages";
import { ReleaseTable } from "@/components/release/release-table";
import { call } from "@/lib/client/call";
import { releaseKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

export type ReleaseFilter = Omit<Input<"listReleases">["query"], "limit">;
type ReleasesPageProps = { filter: ReleaseFilter; seed: Output<"listReleases">; seededAt: number };

const text = messages.list;

/** Releases, newest first. */
export function ReleasesPage({ filter, seed, seededAt }: ReleasesPageProps) {
  const { set, pending } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: releaseKeys.list(filter),
    queryFn: ({ signal }) => call("listReleases", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  return (
    <Page here={messages.releases}>
      <PageHead
        title={messages.releases}
        sentence={text.sentence(page.items.length, page.nextCursor !== null)}
      />
      <Section title={text.title} meta={text.note}>
        <FilterBar>
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
          <EmptyState title={text.empty}>{text.emptyMore}</EmptyState>
        ) : (
          <ReleaseTable releases={page.items} stale={pending} />
        )}
        <Pager path="/releases" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
      </Section>
    </Page>
  );
}
