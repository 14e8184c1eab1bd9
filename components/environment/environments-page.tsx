"use client";

import { EnvironmentTable } from "@/components/environment/environment-table";
import { messages } from "@/components/environment/messages";
import { environmentMark } from "@/components/environment/words";
import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar, SearchBox } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { call } from "@/lib/client/call";
import { environmentKeys } from "@/lib/client/query-keys";
import { HEALTH_AGES_MS, useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

export type EnvironmentFilter = Omit<Input<"listEnvironments">["query"], "limit">;
type EnvironmentsPageProps = {
  filter: EnvironmentFilter;
  seed: Output<"listEnvironments">;
  seededAt: number;
};

const text = messages.list;

/** Environments within the reader's scope. */
export function EnvironmentsPage({ filter, seed, seededAt }: EnvironmentsPageProps) {
  const { set, pending } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: environmentKeys.list(filter),
    queryFn: ({ signal }) => call("listEnvironments", { query: filter }, signal),
    seed,
    seededAt,
    everyMs: HEALTH_AGES_MS,
  });
  const page = query.data ?? seed;
  const wrong = page.items.filter((one) => !["good", "running"].includes(environmentMark(one).tone)).length;
  const filtered = Boolean(filter.stage ?? filter.health ?? filter.search ?? filter.tenantId);
  return (
    <Page here={messages.environments}>
      <PageHead
        title={messages.environments}
        sentence={text.sentence(page.items.length, wrong, page.nextCursor !== null)}
      />
      <Section title={text.title} meta={text.note}>
        <FilterBar>
          <Choice
            label={text.stage}
            value={filter.stage ?? ""}
            choices={text.stages}
            onChoose={(value) => set("stage", value)}
          />
          <Choice
            label={text.health}
            value={filter.health ?? ""}
            choices={text.healths}
            onChoose={(value) => set("health", value)}
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
          <EmptyState title={text.empty}>{filtered ? text.emptyFiltered : text.emptyAll}</EmptyState>
        ) : (
          <EnvironmentTable environments={page.items} caption={messages.environments} stale={pending} />
        )}
        <Pager path="/environments" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
      </Section>
    </Page>
  );
}
