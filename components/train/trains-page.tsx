"use client";

import { Pager } from "@/components/patterns/data-table";
import { QueuePage } from "@/components/patterns/queue-page";
import { useReader } from "@/components/patterns/reader";
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
    <QueuePage
      title={messages.trains}
      begin={draft}
      sentence={text.sentence}
      words={text}
      filter={filter}
      filtered={filtered}
      onFilter={set}
      failure={query.error ? { error: query.error, retry: () => void query.refetch() } : null}
      empty={page.items.length === 0}
      table={<TrainTable trains={page.items} stale={pending} />}
      pager={<Pager path="/trains" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />}
    />
  );
}
