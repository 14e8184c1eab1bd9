"use client";

import { messages } from "@/components/notice/messages";
import { NoticeList } from "@/components/notice/notice-list";
import { useReadAllNotices, useUnreadNotices } from "@/components/notice/use-notices";
import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/client/call";
import { noticeKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

export type NoticeFilter = Omit<Input<"listNotices">["query"], "limit">;
type NoticesPageProps = {
  filter: NoticeFilter;
  seed: Output<"listNotices">;
  unreadSeed: Output<"countUnreadNotices">;
  seededAt: number;
};

/** The reader's inbox: who is told what happens to the environments they work with. */
export function NoticesPage({ filter, seed, unreadSeed, seededAt }: NoticesPageProps) {
  const { set } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: noticeKeys.list(filter),
    queryFn: ({ signal }) => call("listNotices", { query: filter }, signal),
    seed,
    seededAt,
  });
  const { items, nextCursor } = query.data ?? seed;
  const { unread, more } = useUnreadNotices().data ?? unreadSeed;
  return (
    <Page here={messages.notices}>
      <PageHead title={messages.notices} sentence={messages.sentence(unread, more)} />
      <Section title={messages.title} meta={messages.note}>
        <FilterBar>
          <Choice
            label={messages.show}
            value={filter.unread ?? ""}
            choices={messages.choices}
            onChoose={(value) => set("unread", value)}
          />
          <ReadAll newest={items.find(({ readAt }) => readAt === null)?.at} />
        </FilterBar>
        {query.error ? (
          <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
        ) : null}
        {items.length === 0 ? (
          <EmptyState title={filter.unread === "true" ? messages.emptyUnread : messages.empty}>
            {messages.emptyMore}
          </EmptyState>
        ) : (
          <NoticeList notices={items} />
        )}
        <Pager path="/notices" filter={filter} shown={items.length} nextCursor={nextCursor} />
      </Section>
    </Page>
  );
}

/** Offered while this page shows an unread one: what came since is not before the eyes and stays unread. */
function ReadAll({ newest }: { newest: string | undefined }) {
  const mutation = useReadAllNotices();
  return (
    <>
      {newest === undefined ? null : (
        <Button busy={mutation.isPending} onClick={() => mutation.mutate(newest)}>
          {messages.readAll}
        </Button>
      )}
      {mutation.error ? <ErrorState error={mutation.error} what={messages.readFailed} /> : null}
    </>
  );
}
