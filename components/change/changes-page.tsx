"use client";

import { ChangeTable } from "@/components/change/change-table";
import { messages } from "@/components/change/messages";
import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar, SearchBox } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { LinkButton } from "@/components/ui/link-button";
import { call } from "@/lib/client/call";
import { changeKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

type ChangeQuery = Input<"listChanges">["query"];
/** The filters of the address that this page knows. */
export type ChangeFilter = Omit<ChangeQuery, "limit">;
type ChangesPageProps = { filter: ChangeFilter; seed: Output<"listChanges">; seededAt: number };

const text = messages.queue;

/** The queue of changes by what is waited for. */
export function ChangesPage({ filter, seed, seededAt }: ChangesPageProps) {
  const { set, pending } = useUrlFilter(filter);
  const reader = useReader();
  const query = useSeededQuery({
    queryKey: changeKeys.list(filter),
    queryFn: ({ signal }) => call("listChanges", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  const mine = page.items.filter((change) => change.waitsForMe).length;
  const filtered = Boolean(filter.waiting ?? filter.search ?? filter.tenantId ?? filter.environmentId);
  const draft = reader.can.draftChange.allowed ? (
    <LinkButton href="/changes/new" variant="primary" keyHint="n">
      {messages.draft}
    </LinkButton>
  ) : undefined;
  return (
    <Page here={messages.changes}>
      <PageHead
        title={messages.changes}
        state={draft}
        sentence={
          <>
            {page.items.length > 0 ? <b>{text.mine(mine)}</b> : null}
            {text.shown(page.items.length, page.nextCursor !== null)}
          </>
        }
      />
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
          <ChangeTable changes={page.items} caption={messages.changes} stale={pending} />
        )}
        <Pager path="/changes" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
      </Section>
    </Page>
  );
}
