"use client";

import Link from "next/link";
import { type Column, DataTable, Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { FilterBar, SearchBox } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { messages, scenarioName } from "@/components/runbook/messages";
import { LinkButton } from "@/components/ui/link-button";
import { call } from "@/lib/client/call";
import { runbookKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";
import type { RunbookBrief } from "@/lib/contracts/api/resources/runbook";

export type RunbookFilter = Omit<Input<"listRunbooks">["query"], "limit">;
type RunbooksPageProps = { filter: RunbookFilter; seed: Output<"listRunbooks">; seededAt: number };

const text = messages.list;

const columns = (zone: string): readonly Column<RunbookBrief>[] => [
  {
    id: "name",
    header: "Runbook",
    phone: "full",
    cell: ({ id, name, scenario }) => (
      <>
        <Link className="lead-link" href={`/runbooks/${id}`} data-row>
          {name}
        </Link>
        <div className="t2 small">{scenarioName(scenario)}</div>
      </>
    ),
  },
  { id: "tenant", header: "For", cell: ({ tenant }) => tenant?.name ?? text.everybody },
  { id: "steps", header: "Steps", number: true, cell: ({ current }) => current.steps },
  {
    id: "version",
    header: "Version",
    className: "nb",
    cell: ({ current }) => (
      <>
        {current.number}, <RelativeTime at={current.createdAt} zone={zone} />
      </>
    ),
  },
  {
    id: "followed",
    header: "Last followed",
    className: "nb",
    cell: ({ lastFollowedAt }) =>
      lastFollowedAt === null ? (
        <span className="sub">{text.never}</span>
      ) : (
        <RelativeTime at={lastFollowedAt} zone={zone} />
      ),
  },
];

/** Runbooks by name. */
export function RunbooksPage({ filter, seed, seededAt }: RunbooksPageProps) {
  const { set, pending } = useUrlFilter(filter);
  const { timeZone } = useReader();
  const query = useSeededQuery({
    queryKey: runbookKeys.list(filter),
    queryFn: ({ signal }) => call("listRunbooks", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  const away = filter.archived === "true";
  return (
    <Page
      here={messages.runbooks}
      right={page.can.create.allowed ? <Link href="/runbooks/new">{text.write}</Link> : undefined}
    >
      <PageHead title={messages.runbooks} sentence={text.sentence} />
      <FilterBar>
        <SearchBox
          label={text.search}
          value={filter.search ?? ""}
          onSearch={(value) => set("search", value)}
        />
        <Link href={away ? "/runbooks" : "/runbooks?archived=true"}>
          {away ? text.current : text.archived}
        </Link>
        <span className="push" />
        {page.can.create.allowed ? <LinkButton href="/runbooks/new">{text.write}</LinkButton> : null}
      </FilterBar>
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {page.items.length === 0 ? (
        <EmptyState title={text.none}>{text.noneMore}</EmptyState>
      ) : (
        <DataTable
          caption={messages.runbooks}
          columns={columns(timeZone)}
          rows={page.items}
          rowKey={({ id }) => id}
          stale={pending}
        />
      )}
      <Pager path="/runbooks" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
    </Page>
  );
}
