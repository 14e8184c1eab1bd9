"use client";

import { AuditTable } from "@/components/audit/audit-table";
import { messages } from "@/components/audit/messages";
import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar, SearchBox } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { call } from "@/lib/client/call";
import { auditKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

export type AuditFilter = Omit<Input<"listAudit">["query"], "limit">;
type AuditPageProps = { filter: AuditFilter; seed: Output<"listAudit">; seededAt: number };

/** Who did or tried what, to which thing, when. */
export function AuditPage({ filter, seed, seededAt }: AuditPageProps) {
  const { set, pending } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: auditKeys.list(filter),
    queryFn: ({ signal }) => call("listAudit", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  return (
    <Page here={messages.audit}>
      <PageHead title={messages.audit} sentence={messages.sentence} />
      <Section title={messages.entries} meta={messages.note}>
        <FilterBar>
          <Choice
            label={messages.outcome}
            value={filter.outcome ?? ""}
            choices={messages.outcomes}
            onChoose={(value) => set("outcome", value)}
          />
          <SearchBox
            label={messages.search}
            value={filter.search ?? ""}
            onSearch={(value) => set("search", value)}
          />
        </FilterBar>
        {query.error ? (
          <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
        ) : null}
        {page.items.length === 0 ? (
          <EmptyState title={messages.empty}>{messages.emptyMore}</EmptyState>
        ) : (
          <AuditTable entries={page.items} stale={pending} />
        )}
        <Pager path="/audit" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
      </Section>
    </Page>
  );
}
