"use client";

import Link from "next/link";
import { messages, STATE_CHOICES, stateWords } from "@/components/incident/words";
import { type Column, DataTable, Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { incidentKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";
import type { IncidentBrief } from "@/lib/contracts/api/resources/incident";
import { SEVERITY_SHORT } from "@/lib/domain/incident/state";

export type IncidentFilter = Omit<Input<"listIncidents">["query"], "limit">;
type IncidentsPageProps = { filter: IncidentFilter; seed: Output<"listIncidents">; seededAt: number };

const COLUMNS: readonly Column<IncidentBrief>[] = [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: ({ state }) => <State tone={stateWords(state).tone}>{stateWords(state).word}</State>,
  },
  {
    id: "what",
    header: "Incident",
    phone: "full",
    cell: ({ id, number, title, tenant, environment }) => (
      <>
        <Link className="lead-link" href={`/incidents/${id}`} data-row>
          {number}, {title}
        </Link>
        <div className="t2">
          {tenant.name}, {environment.name}
        </div>
      </>
    ),
  },
  { id: "severity", header: "Severity", className: "nb", cell: ({ severity }) => SEVERITY_SHORT[severity] },
  { id: "lead", header: "Led by", cell: ({ commander }) => commander?.name ?? "nobody" },
  {
    id: "actions",
    header: "To be done",
    cell: ({ openActions }) => (openActions === 0 ? "nothing" : openActions),
  },
  {
    id: "opened",
    header: "Opened",
    className: "nb",
    cell: ({ openedAt, environment }) => <RelativeTime at={openedAt} zone={environment.timeZone} />,
  },
];

/** Incidents, the newest first. */
export function IncidentsPage({ filter, seed, seededAt }: IncidentsPageProps) {
  const { set } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: incidentKeys.list(filter),
    queryFn: ({ signal }) => call("listIncidents", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  return (
    <Page here={messages.title}>
      <PageHead title={messages.title} sentence={messages.sentence} />
      <FilterBar>
        <Choice
          label="State"
          value={filter.state ?? ""}
          choices={STATE_CHOICES}
          onChoose={(value) => set("state", value)}
        />
      </FilterBar>
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {page.items.length === 0 ? (
        <EmptyState title={messages.none}>{messages.noneMore}</EmptyState>
      ) : (
        <DataTable caption={messages.title} columns={COLUMNS} rows={page.items} rowKey={({ id }) => id} />
      )}
      <Pager path="/incidents" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
    </Page>
  );
}
