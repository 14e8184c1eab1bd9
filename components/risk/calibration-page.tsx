"use client";

import Link from "next/link";
import { CHANGE_WORDS } from "@/components/change/words";
import { Chart } from "@/components/patterns/chart/chart";
import type { ChartLine } from "@/components/patterns/chart/chart-data";
import { useReaderZone } from "@/components/patterns/clock";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { BAND_WORDS, messages } from "@/components/risk/messages";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { policyKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { RiskCalibration } from "@/lib/contracts/api/resources/risk";

const text = messages.calibration;
type Band = RiskCalibration["bands"][number];

const percent = (rate: number): string => `${Math.round(rate * 100)}\u00a0%`;
const COLUMNS: readonly Column<Band>[] = [
  {
    id: "band",
    header: text.band,
    phone: "full",
    cell: ({ band }) => <State tone={BAND_WORDS[band].tone}>{BAND_WORDS[band].word}</State>,
  },
  { id: "scores", header: text.scores, cell: ({ from, to }) => `${from} to ${to}` },
  { id: "judged", header: text.judged, cell: ({ judged }) => judged, number: true },
  { id: "failed", header: text.didNot, cell: ({ failed }) => failed, number: true },
  {
    id: "mean",
    header: text.mean,
    cell: ({ meanScore }) => (meanScore === null ? "–" : Math.round(meanScore)),
    number: true,
  },
  {
    id: "rate",
    header: text.rate,
    cell: ({ failureRate }) => (failureRate === null ? text.few : percent(failureRate)),
    number: true,
  },
];

type Ended = RiskCalibration["last"][number];
const LAST: readonly Column<Ended>[] = [
  {
    id: "change",
    header: text.change,
    phone: "full",
    cell: ({ change }) => (
      <>
        <Link className="lead-link" href={`/changes/${change.id}`} data-row>
          {change.number}
        </Link>{" "}
        <span className="strong">{change.title}</span>
      </>
    ),
  },
  {
    id: "place",
    header: text.place,
    cell: ({ environment: { tenantName, name } }) => (
      <>
        <div>{tenantName}</div>
        <div className="t2">{name}</div>
      </>
    ),
  },
  {
    id: "predicted",
    header: text.predicted,
    className: "nb",
    cell: ({ band, score }) => (
      <State tone={BAND_WORDS[band].tone}>
        {BAND_WORDS[band].word}, {score}
      </State>
    ),
  },
  {
    id: "happened",
    header: text.happened,
    className: "nb",
    cell: ({ ended }) => <State tone={CHANGE_WORDS[ended].tone}>{CHANGE_WORDS[ended].word}</State>,
  },
  {
    id: "when",
    header: text.when,
    className: "nb",
    cell: ({ endedAt, environment }) => <TimeInZone at={endedAt} zone={environment.timeZone} />,
  },
];

/** Predicted risk against what happened: whether the weights are worth anything, said honestly. */
export function CalibrationPage({ seed, seededAt }: { seed: RiskCalibration; seededAt: number }) {
  const query = useSeededQuery<RiskCalibration>({
    queryKey: policyKeys.calibration,
    queryFn: ({ signal }) => call("getRiskCalibration", {}, signal),
    seed,
    seededAt,
  });
  const told = query.data ?? seed;
  return (
    <Page trail={[{ label: text.above, href: "/policies/risk" }]} here={text.crumb}>
      <PageHead title={text.title} sentence={text.sentence} />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <Section title={text.verdict} right={<Link href="/policies/risk">{text.policy}</Link>}>
        <p className="prose">{told.verdict}</p>
      </Section>
      <Section title={text.bands} meta={text.meta(told.judged, told.failed, told.days)}>
        <DataTable caption={text.caption} columns={COLUMNS} rows={told.bands} rowKey={({ band }) => band} />
      </Section>
      <Section title={text.brier}>
        <p className="prose">
          {told.brier === null
            ? text.brierFew(told.needed)
            : text.brierText(told.brier.score.toFixed(3), told.brier.base.toFixed(3))}
        </p>
      </Section>
      <Weeks told={told} />
      <Section title={text.last}>
        {told.last.length === 0 ? (
          <p className="prose">{text.lastEmpty}</p>
        ) : (
          <DataTable
            caption={text.lastCaption}
            columns={LAST}
            rows={told.last}
            rowKey={({ change, endedAt }) => `${change.id} ${endedAt}`}
          />
        )}
      </Section>
    </Page>
  );
}

function Weeks({ told: { weeks } }: { told: RiskCalibration }) {
  const zone = useReaderZone() ?? "UTC";
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first === undefined || last === undefined) return null;
  const line = (key: "meanScore" | "failedPercent", label: string, look: ChartLine["look"]): ChartLine => ({
    ...{ key, label, look },
    points: weeks.map((week) => ({ at: week.from, value: week[key] })),
  });
  return (
    <Section title={text.chart}>
      <Chart
        spec={{
          ...{ title: text.chart, unit: text.unit, from: first.from, to: last.from, zone },
          lines: [line("meanScore", text.score, "main"), line("failedPercent", text.failedLine, "beside")],
          ...{ limits: [], markers: [] },
          write: (value) => String(Math.round(value)),
        }}
      />
    </Section>
  );
}
