"use client";

import Link from "next/link";
import { Chart } from "@/components/patterns/chart/chart";
import type { ChartSpec } from "@/components/patterns/chart/chart-data";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { type Figure, figuresOf, scoreboardCsv, shareText, spanText } from "@/components/scoreboard/figures";
import { messages } from "@/components/scoreboard/messages";
import { call } from "@/lib/client/call";
import { download } from "@/lib/client/download";
import { scoreboardKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input } from "@/lib/contracts/api/registry";
import type { Scoreboard } from "@/lib/contracts/api/resources/scoreboard";
import { coverage, failureRate } from "@/lib/domain/scoreboard/score";

export type ScoreboardFilter = Input<"getScoreboard">["query"];
type ScoreboardPageProps = { filter: ScoreboardFilter; seed: Scoreboard; seededAt: number };

const text = messages;

/** How change and recovery went in production: what it costs, what it prevents, what it proves. */
export function ScoreboardPage({ filter, seed, seededAt }: ScoreboardPageProps) {
  const { set, pending } = useUrlFilter(filter);
  const reader = useReader();
  const query = useSeededQuery({
    queryKey: scoreboardKeys.list(filter),
    queryFn: ({ signal }) => call("getScoreboard", { query: filter }, signal),
    seed,
    seededAt,
  });
  const board = query.data ?? seed;
  const { total, tenants, days, more } = board;
  return (
    <Page here={text.title}>
      <PageHead title={text.title} sentence={text.sentence(total.kept + total.lost, days)} />
      <FilterBar>
        <Choice
          label={text.period}
          value={String(days)}
          choices={text.periods}
          onChoose={(value) => set("days", value)}
        />
      </FilterBar>
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {tenants.length === 0 ? (
        <EmptyState title={text.none}>{text.noneMore}</EmptyState>
      ) : (
        <>
          <Section title={text.figures} meta={text.figuresNote}>
            <dl className="figures">
              {figuresOf(board).map((figure) => (
                <FigureBox key={figure.name} figure={figure} />
              ))}
            </dl>
          </Section>
          <div className="pad-top">
            <Chart spec={weeksSpec(board, reader.timeZone)} />
          </div>
          <Section
            title={text.tenants}
            meta={text.tenantsNote}
            right={
              <button
                type="button"
                className="text-button"
                onClick={() => download(`scoreboard-${days}-days.csv`, "text/csv", scoreboardCsv(board))}
              >
                {text.csv}
              </button>
            }
          >
            <DataTable
              caption={text.tenants}
              columns={COLUMNS}
              rows={tenants}
              rowKey={({ tenant }) => tenant.id}
              stale={pending}
            />
            {more > 0 ? <p className="prose">{text.more(more)}</p> : null}
          </Section>
        </>
      )}
    </Page>
  );
}

function FigureBox({ figure: { name, value, note, before } }: { figure: Figure }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        <span className="t2 small">{note}</span>
        {before === null ? null : <span className="sub small">{text.before(before)}</span>}
      </dd>
    </div>
  );
}

function weeksSpec({ weeks, from, to }: Scoreboard, zone: string): ChartSpec {
  return {
    ...{ title: text.weeks, unit: text.weeksUnit, from, to, zone, limits: [], markers: [] },
    lines: [
      {
        key: "kept",
        label: text.keptLine,
        look: "main",
        points: weeks.map(({ at, kept }) => ({ at, value: kept })),
      },
      {
        key: "lost",
        label: text.lostLine,
        look: "beside",
        points: weeks.map(({ at, lost }) => ({ at, value: lost })),
      },
    ],
    write: (value) => String(Math.round(value)),
    whole: true,
  };
}

type Row = Scoreboard["tenants"][number];
const COLUMNS: readonly Column<Row>[] = [
  {
    id: "tenant",
    header: "Tenant",
    phone: "full",
    cell: ({ tenant }) => (
      <Link className="lead-link" href={`/tenants/${tenant.id}`} data-row>
        {tenant.name}
      </Link>
    ),
  },
  {
    id: "deployments",
    header: "Deployments",
    number: true,
    cell: ({ counts }) => counts.kept + counts.lost,
  },
  {
    id: "lost",
    header: text.failure,
    number: true,
    className: "nb",
    cell: ({ counts }) => shareText(failureRate(counts)),
  },
  {
    id: "lead",
    header: text.lead,
    number: true,
    className: "nb",
    cell: ({ counts }) => spanText(counts.leadSeconds),
  },
  {
    id: "restore",
    header: text.restore,
    number: true,
    className: "nb",
    cell: ({ counts }) => spanText(counts.restoreSeconds),
  },
  {
    id: "prevented",
    header: text.prevented,
    number: true,
    cell: ({ counts }) => counts.gateRefusals + counts.triggers,
  },
  {
    id: "backups",
    header: text.backups,
    number: true,
    className: "nb",
    cell: ({ counts }) => shareText(coverage(counts.backedUp, counts.environments)),
  },
  {
    id: "drills",
    header: text.drills,
    number: true,
    className: "nb",
    cell: ({ counts }) => shareText(coverage(counts.drilled, counts.environments)),
  },
];
