"use client";

import Link from "next/link";
import { Chart } from "@/components/patterns/chart/chart";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { LevelActs } from "@/components/service-level/level-acts";
import { levelCharts } from "@/components/service-level/level-charts";
import { ASK_AGAIN_MS } from "@/components/service-level/use-levels";
import {
  ALARM_WORDS,
  attainedText,
  leftOutText,
  levelSentence,
  messages,
  rateText,
  standingOf,
} from "@/components/service-level/words";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { serviceLevelKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { ServiceLevelDetail } from "@/lib/contracts/api/resources/service-level";
import { shareText, spanText } from "@/lib/domain/service-level/words";

/** One objective: what is left, how fast it burns, and what burnt it. */
export function LevelPage({ seed, seededAt }: { seed: ServiceLevelDetail; seededAt: number }) {
  const query = useSeededQuery({
    queryKey: serviceLevelKeys.one(seed.id),
    queryFn: ({ signal }) => call("getServiceLevel", { params: { serviceLevelId: seed.id } }, signal),
    seed,
    seededAt,
    everyMs: ASK_AGAIN_MS,
  });
  const level = query.data ?? seed;
  const { tone, word } = standingOf(level);
  return (
    <Page trail={[{ label: messages.title, href: "/objectives" }]} here={level.title}>
      <PageHead
        title={`${level.title}, ${level.environment.name}`}
        state={<State tone={tone}>{word}</State>}
        sentence={levelSentence(level)}
        facts={factsOf(level)}
      />
      {query.error ? (
        <ErrorState error={query.error} what={messages.failedOne} onRetry={() => void query.refetch()} />
      ) : null}
      <p className="prose">
        {level.terms} {messages.whenExhausted[level.whenExhausted]}
      </p>
      <LevelActs level={level} />
      <div className="charts pad-top">
        {levelCharts(level).map((spec) => (
          <Chart key={spec.title} spec={spec} />
        ))}
      </div>
      <Section title={messages.rates} meta={messages.ratesMeta}>
        <DataTable
          caption={messages.rates}
          columns={RATE_COLUMNS}
          rows={level.alarms}
          rowKey={({ alarm }) => alarm}
        />
      </Section>
      <BurntBy level={level} />
    </Page>
  );
}

function factsOf(level: ServiceLevelDetail) {
  const { tenant, environment, measuredAt, unknownShare, custom } = level;
  return [
    {
      name: "Where",
      value: (
        <Link href={`/environments/${environment.id}`}>
          {tenant.name}, {environment.name}
        </Link>
      ),
    },
    { name: "Kept / promised", value: attainedText(level) },
    { name: "Not known", value: `${shareText(Math.round(unknownShare * 1_000) / 1_000)} of the time` },
    { name: "Left out", value: leftOutText(level) },
    ...(measuredAt === null
      ? []
      : [{ name: "As of", value: <TimeInZone at={measuredAt} zone={environment.timeZone} /> }]),
    { name: "Set", value: custom ? "for this environment" : "by its tier" },
  ];
}

type Alarm = ServiceLevelDetail["alarms"][number];
const timed = (rate: number | null, minutes: number) => `${rateText(rate)} over ${spanText(minutes * 60)}`;
const RATE_COLUMNS: readonly Column<Alarm>[] = [
  { id: "alarm", header: messages.alarm, phone: "full", cell: ({ alarm }) => ALARM_WORDS[alarm] },
  { id: "limit", header: messages.limit, number: true, className: "nb", cell: ({ rate }) => rateText(rate) },
  {
    id: "long",
    header: messages.long,
    number: true,
    className: "nb",
    cell: ({ long, longMinutes }) => timed(long, longMinutes),
  },
  {
    id: "short",
    header: messages.short,
    number: true,
    className: "nb",
    cell: ({ short, shortMinutes }) => timed(short, shortMinutes),
  },
];

type Burnt = ServiceLevelDetail["burnt"][number];

function BurntBy({ level: { burnt, environment } }: { level: ServiceLevelDetail }) {
  const zone = environment.timeZone;
  const columns: readonly Column<Burnt>[] = [
    {
      id: "what",
      header: "What",
      phone: "full",
      cell: ({ kind, id, title }) => (
        <Link className="plain" href={`/${kind === "incident" ? "incidents" : "operations"}/${id}`}>
          {title}
        </Link>
      ),
    },
    { id: "from", header: "From", className: "nb", cell: ({ from }) => <TimeInZone at={from} zone={zone} /> },
    {
      id: "to",
      header: "Until",
      className: "nb",
      cell: ({ to }) => (to === null ? "now" : <TimeInZone at={to} zone={zone} />),
    },
    {
      id: "share",
      header: messages.burntShare,
      number: true,
      className: "nb strong",
      cell: ({ share }) => shareText(Math.round(share * 1_000) / 1_000),
    },
  ];
  return (
    <Section title={messages.burntBy} meta={messages.burntByMeta}>
      {burnt.length === 0 ? (
        <p className="prose">{messages.burntNone}</p>
      ) : (
        <DataTable
          caption={messages.burntBy}
          columns={columns}
          rows={burnt}
          rowKey={({ kind, id }) => kind + id}
        />
      )}
    </Section>
  );
}
