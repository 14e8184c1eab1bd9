"use client";

import { ComparisonTable } from "@/components/observation/comparison-table";
import { messages, VERDICT_WORDS } from "@/components/observation/messages";
import { signalCharts } from "@/components/observation/signal-charts";
import { Chart } from "@/components/patterns/chart/chart";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { operationKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { OperationSignals } from "@/lib/contracts/api/resources/observation";
import type { Operation } from "@/lib/contracts/api/resources/operation";

const text = messages.page;
const SHOWN_LOOKS = 10;

/** Whether the plan measures anything: otherwise there is no before and after to show. */
export const watches = (operation: Operation): boolean =>
  operation.steps.some(({ watchSeconds }) => watchSeconds !== null);

/** What the release did to its environment: the comparison, the courses, and every look. Follows live events. */
export function BeforeAfter({ operation }: { operation: Operation }) {
  const query = useSeededQuery<OperationSignals>({
    queryKey: operationKeys.signals(operation.id),
    queryFn: ({ signal }) => call("getOperationSignals", { params: { operationId: operation.id } }, signal),
    seed: undefined,
    seededAt: 0,
  });
  const signals = query.data;
  const zone = operation.environment.timeZone;
  const meta = signals?.comparedWith ? text.against(signals.comparedWith) : undefined;
  return (
    <Section title={text.title} meta={meta}>
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {signals === undefined ? (
        query.error ? null : (
          <p className="prose">{text.loading}</p>
        )
      ) : (
        <Measured signals={signals} zone={zone} />
      )}
    </Section>
  );
}

function Measured({ signals, zone }: { signals: OperationSignals; zone: string }) {
  const { comparisons, courses, note, source } = signals;
  return (
    <>
      {source === "none" ? <p className="prose">{`${text.none} ${note ?? ""}`}</p> : null}
      {source === "kept" ? <p className="prose">{note}</p> : null}
      {comparisons.length > 0 ? <ComparisonTable comparisons={comparisons} /> : null}
      {comparisons.length === 0 && source !== "none" ? <p className="prose">{text.noneYet}</p> : null}
      {courses.length > 0 ? (
        <div className="charts">
          {signalCharts(signals, zone).map((spec) => (
            <Chart key={spec.title} spec={spec} />
          ))}
        </div>
      ) : null}
      <Looks signals={signals} zone={zone} />
    </>
  );
}

/** Every look that was kept, newest first: what was seen when, and what it meant. */
function Looks({ signals, zone }: { signals: OperationSignals; zone: string }) {
  const { observations } = signals;
  if (observations.length === 0) return null;
  const shown = observations.slice(-SHOWN_LOOKS).reverse();
  return (
    <details className="pad-top" open={observations.length <= SHOWN_LOOKS}>
      <summary>{text.looksMeta(observations.length)}</summary>
      <ol className="looks">
        {shown.map(({ at, step, verdict, sentence }) => (
          <li key={`${at} ${step}`} className="look">
            <TimeInZone at={at} zone={zone} form="clock-second" />
            <State tone={VERDICT_WORDS[verdict].tone}>{VERDICT_WORDS[verdict].word}</State>
            <span>{sentence}</span>
          </li>
        ))}
      </ol>
      {observations.length > shown.length ? <p className="small sub">{text.fewer}</p> : null}
    </details>
  );
}
