"use client";

import { ElevationTable } from "@/components/elevation/elevation-table";
import { SHOWN_CHOICES, elevationMessages as text } from "@/components/elevation/words";
import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { call } from "@/lib/client/call";
import { elevationKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

export type ElevationFilter = Omit<Input<"listElevations">["query"], "limit">;
type AccessPageProps = { filter: ElevationFilter; seed: Output<"listElevations">; seededAt: number };

/** Who asks for rights for some hours, and who holds some. */
export function AccessPage({ filter, seed, seededAt }: AccessPageProps) {
  const { set } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: elevationKeys.list(filter),
    queryFn: ({ signal }) => call("listElevations", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  return (
    <Page here={text.access}>
      <PageHead title={text.access} sentence={text.accessSentence} />
      <FilterBar>
        <Choice
          label="Shown"
          value={filter.state ?? ""}
          choices={SHOWN_CHOICES}
          onChoose={(value) => set("state", value)}
        />
      </FilterBar>
      {query.error ? (
        <ErrorState error={query.error} what={text.accessFailed} onRetry={() => void query.refetch()} />
      ) : null}
      {page.items.length === 0 ? (
        <EmptyState title={text.accessNone}>{text.accessNoneMore}</EmptyState>
      ) : (
        <ElevationTable rows={page.items} caption={text.access} />
      )}
      <Pager path="/access" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
    </Page>
  );
}
