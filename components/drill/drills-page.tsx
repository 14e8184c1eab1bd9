"use client";

import Link from "next/link";
import { DrillTable } from "@/components/drill/drill-table";
import { coverageKey, drillsKey } from "@/components/drill/use-drills";
import { drillState, messages } from "@/components/drill/words";
import { type Column, DataTable, Pager } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import type { Filter } from "@/components/patterns/url-filter";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { DrillBrief, DrillCoverage } from "@/lib/contracts/api/resources/drill";

type Covered = DrillCoverage["items"][number];
type DrillPageData = { items: DrillBrief[]; nextCursor: string | null };

const COLUMNS: readonly Column<Covered>[] = [
  {
    id: "due",
    header: "Next due",
    className: "nb",
    phone: "full",
    cell: ({ dueAt, overdue, running, environment }) =>
      running === null ? (
        <State tone={overdue ? "bad" : "wait"}>
          <TimeInZone at={dueAt} zone={environment.timeZone} form="day" />
        </State>
      ) : (
        <State tone="running">
          <Link href={`/drills/${running.id}`}>{running.number} runs</Link>
        </State>
      ),
  },
  {
    id: "environment",
    header: "Environment",
    phone: "full",
    cell: ({ environment, tenant, everyDays }) => (
      <>
        <Link className="lead-link" href={`/environments/${environment.id}#drills`} data-row>
          {tenant.name}, {environment.name}
        </Link>
        <div className="t2">every {everyDays} days</div>
      </>
    ),
  },
  {
    id: "last",
    header: "Last drill",
    phone: "full",
    cell: ({ last }) =>
      last === null ? (
        "never"
      ) : (
        <State tone={drillState(last).tone}>
          <Link href={`/drills/${last.id}`}>
            {last.number}, {drillState(last).word}
          </Link>
        </State>
      ),
  },
];

type DrillsPageProps = { seed: DrillPageData; coverage: DrillCoverage; filter: Filter; seededAt: number };

/** Which recovery was rehearsed, what it showed, and what is due. */
export function DrillsPage({ seed, coverage, filter, seededAt }: DrillsPageProps) {
  const drills = useSeededQuery<DrillPageData>({
    queryKey: drillsKey({ cursor: filter["cursor"] }),
    queryFn: ({ signal }) => call("listDrills", { query: { ...filter } }, signal),
    seed,
    seededAt,
  });
  const covered = useSeededQuery<DrillCoverage>({
    queryKey: coverageKey,
    queryFn: ({ signal }) => call("getDrillCoverage", {}, signal),
    seed: coverage,
    seededAt,
  });
  const { items, nextCursor } = drills.data ?? seed;
  const due = covered.data ?? coverage;
  const error = drills.error ?? covered.error;
  return (
    <Page here={messages.title}>
      <PageHead title={messages.title} sentence={messages.lede(due.covered, due.items.length)} />
      {error ? (
        <ErrorState error={error} what={messages.failed} onRetry={() => void drills.refetch()} />
      ) : null}
      {due.items.length === 0 ? null : (
        <Section title={messages.due} meta={messages.dueMeta}>
          <DataTable
            caption={messages.due}
            columns={COLUMNS}
            rows={due.items}
            rowKey={({ environment }) => environment.id}
          />
          {due.more > 0 ? <p className="prose">{messages.more(due.more)}</p> : null}
        </Section>
      )}
      <Section title={messages.done}>
        {items.length === 0 ? (
          <p className="prose">{messages.none}</p>
        ) : (
          <DrillTable caption={messages.done} drills={items} />
        )}
        <Pager path="/drills" filter={filter} shown={items.length} nextCursor={nextCursor} />
      </Section>
    </Page>
  );
}
