"use client";

import { useQuery } from "@tanstack/react-query";
import { UNIT_WORDS } from "@/components/health/words";
import { messages } from "@/components/observation/messages";
import { Chart } from "@/components/patterns/chart/chart";
import type { ChartSpec } from "@/components/patterns/chart/chart-data";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { operationKeys } from "@/lib/client/query-keys";
import type { ReleaseEffect } from "@/lib/contracts/api/resources/observation";
import { readingText } from "@/lib/domain/health/reading";

const text = messages.effect;
const ASK_AGAIN_MS = 300_000;
/** Rows shown at once: what moved stands first. */
const SHOWN = 8;
type Row = ReleaseEffect["signals"][number];

/** What the release changed since it arrived, beside the same hours a week before. */
export function ReleaseEffectSection({ operationId }: { operationId: string }) {
  const query = useQuery<ReleaseEffect, ApiError>({
    queryKey: operationKeys.effect(operationId),
    queryFn: ({ signal }) => call("getReleaseEffect", { params: { operationId } }, signal),
    refetchInterval: ASK_AGAIN_MS,
  });
  const effect = query.data;
  return (
    <Section title={text.title} meta={effect === undefined ? undefined : text.against[effect.against]}>
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {effect === undefined ? (
        query.error ? null : (
          <p className="prose">{text.loading}</p>
        )
      ) : (
        <Told effect={effect} />
      )}
    </Section>
  );
}

function Told({ effect }: { effect: ReleaseEffect }) {
  const { signals, sentence, from, to, beforeFrom, beforeTo, timeZone: zone } = effect;
  const [shown, rest] = [signals.slice(0, SHOWN), signals.slice(SHOWN)];
  return (
    <>
      <p className="prose">
        <State tone={text.tones[effect.effect]}>{text.words[effect.effect]}</State> {sentence}
      </p>
      <p className="small sub pad-bottom">
        <TimeInZone at={from} zone={zone} /> – <TimeInZone at={to} zone={zone} /> {text.beside}{" "}
        <TimeInZone at={beforeFrom} zone={zone} /> – <TimeInZone at={beforeTo} zone={zone} />
      </p>
      {shown.length === 0 ? null : <Signals rows={shown} />}
      {rest.length === 0 ? null : (
        <details className="pad-top">
          <summary>{text.more(rest.length)}</summary>
          <Signals rows={rest} />
        </details>
      )}
      {effect.courses.length === 0 ? null : (
        <div className="charts pad-top">
          {effect.courses.map((course) => (
            <Chart key={course.signal} spec={chartOf(course, effect)} />
          ))}
        </div>
      )}
    </>
  );
}

const COLUMNS: readonly Column<Row>[] = [
  { id: "signal", header: text.signal, phone: "full", className: "strong", cell: ({ title }) => title },
  {
    id: "before",
    header: text.before,
    number: true,
    className: "nb sub",
    cell: ({ unit, before }) => readingText(unit, before),
  },
  {
    id: "after",
    header: text.after,
    number: true,
    className: "nb strong",
    cell: ({ unit, after }) => readingText(unit, after),
  },
  {
    id: "effect",
    header: text.verdict,
    className: "nb",
    cell: ({ effect }) => <State tone={text.tones[effect]}>{text.words[effect]}</State>,
  },
];

const Signals = ({ rows }: { rows: readonly Row[] }) => (
  <DataTable caption={text.title} columns={COLUMNS} rows={rows} rowKey={({ signal }) => signal} />
);

function chartOf(
  course: ReleaseEffect["courses"][number],
  { from, to, timeZone, against }: ReleaseEffect,
): ChartSpec {
  const { signal, title, unit, before, after } = course;
  return {
    ...{ title, unit: UNIT_WORDS[unit], from, to, zone: timeZone, limits: [], markers: [] },
    lines: [
      { key: `${signal}-after`, label: text.after, look: "main", points: after },
      { key: `${signal}-before`, label: text.lines[against], look: "beside", points: before },
    ],
    write: (value) => readingText(unit, value),
  };
}
