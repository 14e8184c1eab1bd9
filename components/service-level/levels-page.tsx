"use client";

import Link from "next/link";
import { type Column, DataTable, Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { MonthReport } from "@/components/service-level/month-report";
import { ASK_AGAIN_MS } from "@/components/service-level/use-levels";
import { attainedText, messages, rateText, standingOf } from "@/components/service-level/words";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { serviceLevelKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";
import type { ServiceLevel } from "@/lib/contracts/api/resources/service-level";
import { leftText } from "@/lib/domain/service-level/words";

export type LevelFilter = Omit<Input<"listServiceLevels">["query"], "limit">;
type LevelsPageProps = { filter: LevelFilter; seed: Output<"listServiceLevels">; seededAt: number };

const COLUMNS: readonly Column<ServiceLevel>[] = [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: (level) => <State tone={standingOf(level).tone}>{standingOf(level).word}</State>,
  },
  {
    id: "what",
    header: "Objective",
    phone: "full",
    cell: ({ id, title, tenant, environment }) => (
      <>
        <Link className="lead-link" href={`/objectives/${id}`} data-row>
          {title}
        </Link>
        <div className="t2">
          {tenant.name}, {environment.name}
        </div>
      </>
    ),
  },
  {
    id: "left",
    header: "Budget left",
    number: true,
    className: "nb strong",
    cell: ({ budgetLeft }) => leftText(budgetLeft),
  },
  { id: "burn", header: "Burn rate, 1 h", number: true, className: "nb", cell: ({ burn }) => rateText(burn) },
  { id: "kept", header: "Kept / promised", number: true, className: "nb", cell: attainedText },
  {
    id: "window",
    header: "Window",
    className: "nb sub",
    phone: "hide",
    cell: ({ windowDays, hours }) => `${windowDays} days${hours === "shifts" ? ", plant hours" : ""}`,
  },
];

/** Objectives, the worst first. */
export function LevelsPage({ filter, seed, seededAt }: LevelsPageProps) {
  const { set, pending } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: serviceLevelKeys.list(filter),
    queryFn: ({ signal }) => call("listServiceLevels", { query: filter }, signal),
    seed,
    seededAt,
    everyMs: ASK_AGAIN_MS,
  });
  const page = query.data ?? seed;
  const filtered = Boolean(filter.show ?? filter.tenantId ?? filter.environmentId);
  return (
    <Page here={messages.title} right={<Link href="/policies/objectives">{messages.policies}</Link>}>
      <PageHead title={messages.title} sentence={messages.sentence} />
      <FilterBar>
        <Choice
          label={messages.show}
          value={filter.show ?? ""}
          choices={messages.shown}
          onChoose={(value) => set("show", value)}
        />
        {filter.tenantId === undefined && filter.environmentId === undefined ? null : (
          <span className="t2">
            {filter.environmentId === undefined ? messages.oneTenant : messages.oneEnvironment}{" "}
            <Link href="/objectives">{messages.all}</Link>
          </span>
        )}
        <MonthReport seededAt={seededAt} tenantId={filter.tenantId} />
      </FilterBar>
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {page.items.length === 0 ? (
        <EmptyState title={messages.none}>{filtered ? messages.noneMore : messages.noneYet}</EmptyState>
      ) : (
        <DataTable
          caption={messages.title}
          columns={COLUMNS}
          rows={page.items}
          rowKey={({ id }) => id}
          stale={pending}
        />
      )}
      <Pager path="/objectives" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
    </Page>
  );
}
