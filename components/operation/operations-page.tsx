"use client";

import { messages } from "@/components/operation/messages";
import { OperationTable } from "@/components/operation/operation-table";
import { isActive } from "@/components/operation/words";
import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { call } from "@/lib/client/call";
import { operationKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

export type OperationFilter = Omit<Input<"listOperations">["query"], "limit">;
type OperationsPageProps = { filter: OperationFilter; seed: Output<"listOperations">; seededAt: number };

const text = messages.list;

/** Operations, newest first. */
export function OperationsPage({ filter, seed, seededAt }: OperationsPageProps) {
  const { set, pending } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: operationKeys.list(filter),
    queryFn: ({ signal }) => call("listOperations", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  const active = page.items.filter((operation) => isActive(operation.state)).length;
  return (
    <Page here={messages.operations}>
      <PageHead title={messages.operations} sentence={text.sentence(active)} />
      <Section title={text.title} meta={text.note}>
        <FilterBar>
          <Choice
            label={text.show}
            value={filter.state ?? ""}
            choices={text.choices}
            onChoose={(value) => set("state", value)}
          />
        </FilterBar>
        {query.error ? (
          <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
        ) : null}
        {page.items.length === 0 ? (
          <EmptyState title={text.empty}>{text.emptyMore}</EmptyState>
        ) : (
          <OperationTable operations={page.items} caption={messages.operations} stale={pending} />
        )}
        <Pager path="/operations" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
      </Section>
    </Page>
  );
}
