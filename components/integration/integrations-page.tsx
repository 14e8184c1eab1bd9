"use client";

import Link from "next/link";
import { integrationState, KIND_CHOICES, messages, STATE_CHOICES } from "@/components/integration/words";
import { type Column, DataTable, Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar, SearchBox } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { integrationKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";
import type { IntegrationBrief } from "@/lib/contracts/api/resources/integration";
import { CRITICALITIES, DIRECTIONS, INTEGRATION_KINDS } from "@/lib/domain/integration/kinds";

export type IntegrationFilter = Omit<Input<"listIntegrations">["query"], "limit">;
type IntegrationsPageProps = {
  filter: IntegrationFilter;
  seed: Output<"listIntegrations">;
  seededAt: number;
};

const COLUMNS: readonly Column<IntegrationBrief>[] = [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: (row) => <State tone={integrationState(row).tone}>{integrationState(row).word}</State>,
  },
  {
    id: "name",
    header: "Integration",
    phone: "full",
    cell: ({ id, name, tenant, environment, sentence }) => (
      <>
        <Link className="lead-link" href={`/integrations/${id}`} data-row>
          {name}
        </Link>
        <div className="t2">
          {tenant.name}, {environment.name}
        </div>
        <div className="small">{sentence}</div>
      </>
    ),
  },
  {
    id: "system",
    header: "System",
    cell: ({ system, kind, direction }) => (
      <>
        {system}
        <div className="t2 small">
          {INTEGRATION_KINDS[kind]}, {DIRECTIONS[direction]}
        </div>
      </>
    ),
  },
  {
    id: "workflows",
    header: "What rests on it",
    cell: ({ workflows, criticality }) => (
      <>
        {workflows.length === 0 ? "nothing named" : workflows.map(({ title }) => title).join(", ")}
        <div className="t2 small">{CRITICALITIES[criticality]}</div>
      </>
    ),
  },
  {
    id: "checked",
    header: "Checked",
    className: "nb",
    cell: ({ checkedAt, environment }) =>
      checkedAt === null ? "never" : <RelativeTime at={checkedAt} zone={environment.timeZone} />,
  },
];

/** The fleet's integrations by tenant. */
export function IntegrationsPage({ filter, seed, seededAt }: IntegrationsPageProps) {
  const { set } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: integrationKeys.list(filter),
    queryFn: ({ signal }) => call("listIntegrations", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  const map =
    filter.tenantId === undefined ? "/integrations/map" : `/integrations/map?tenantId=${filter.tenantId}`;
  return (
    <Page here={messages.title} right={<Link href={map}>{messages.map}</Link>}>
      <PageHead title={messages.title} sentence={messages.sentence} />
      <FilterBar>
        <SearchBox label="Search" value={filter.search ?? ""} onSearch={(value) => set("search", value)} />
        <Choice
          label="State"
          value={filter.state ?? ""}
          choices={STATE_CHOICES}
          onChoose={(value) => set("state", value)}
        />
        <Choice
          label="Kind"
          value={filter.kind ?? ""}
          choices={KIND_CHOICES}
          onChoose={(value) => set("kind", value)}
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
      <Pager path="/integrations" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
    </Page>
  );
}
