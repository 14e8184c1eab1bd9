"use client";

import { FleetTable } from "@/components/overview/fleet";
import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { FilterBar, SearchBox } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { messages } from "@/components/tenant/messages";
import { call } from "@/lib/client/call";
import { tenantKeys } from "@/lib/client/query-keys";
import { HEALTH_AGES_MS, useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

export type TenantFilter = Omit<Input<"listTenants">["query"], "limit">;
type TenantsPageProps = { filter: TenantFilter; seed: Output<"listTenants">; seededAt: number };

const text = messages.list;

/** Tenants with their environments. */
export function TenantsPage({ filter, seed, seededAt }: TenantsPageProps) {
  const { set } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: tenantKeys.list(filter),
    queryFn: ({ signal }) => call("listTenants", { query: filter }, signal),
    seed,
    seededAt,
    everyMs: HEALTH_AGES_MS,
  });
  const page = query.data ?? seed;
  return (
    <Page here={messages.tenants}>
      <PageHead
        title={messages.tenants}
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
          <FleetTable tenants={page.items} />
        )}
        <Pager path="/tenants" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
      </Section>
    </Page>
  );
}
