"use client";

import { ChangeTable } from "@/components/change/change-table";
import { messages } from "@/components/change/messages";
import { ChangeQueues } from "@/components/change/queues";
import { Pager } from "@/components/patterns/data-table";
import { QueuePage } from "@/components/patterns/queue-page";
import { useReader } from "@/components/patterns/reader";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { LinkButton } from "@/components/ui/link-button";
import { call } from "@/lib/client/call";
import { changeKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

type ChangeQuery = Input<"listChanges">["query"];
/** The filters of the address that this page knows. */
export type ChangeFilter = Omit<ChangeQuery, "limit">;
type ChangesPageProps = {
  filter: ChangeFilter;
  seed: Output<"listChanges">;
  queues: Output<"listChangeQueues">;
  seededAt: number;
};

const text = messages.queue;

/** The queue of changes by what is waited for. */
export function ChangesPage({ filter, seed, queues, seededAt }: ChangesPageProps) {
  // The whole list has an address of its own: the bare one opens one's own queue, where one is chosen.
  const { set, pending } = useUrlFilter({ ...filter, queue: "all" });
  const reader = useReader();
  const query = useSeededQuery({
    queryKey: changeKeys.list(filter),
    queryFn: ({ signal }) => call("listChanges", { query: filter }, signal),
    // The server leaves the gates of its first answer unasked: the rows are here at once, their gates a moment later.
    seed: undefined,
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
    <QueuePage
      title={messages.changes}
      begin={draft}
      sentence={
        <>
          {page.items.length > 0 ? <b>{text.mine(mine)}</b> : null}
          {text.shown(page.items.length, page.nextCursor !== null)}
        </>
      }
      words={text}
      filter={filter}
      filtered={filtered}
      onFilter={set}
      failure={query.error ? { error: query.error, retry: () => void query.refetch() } : null}
      queues={<ChangeQueues filter={filter} seed={queues} seededAt={seededAt} />}
      empty={page.items.length === 0}
      table={<ChangeTable changes={page.items} caption={messages.changes} stale={pending} />}
      pager={<Pager path="/changes" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />}
    />
  );
}
