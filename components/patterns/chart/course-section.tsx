"use client";

import { Chart } from "@/components/patterns/chart/chart";
import type { ChartSpec } from "@/components/patterns/chart/chart-data";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";

type CourseSectionProps<Span extends string, Data> = {
  title: string;
  spans: readonly { id: Span; label: string }[];
  span: Span;
  onSpan: (span: Span) => void;
  query: { data: Data | undefined; error: Error | null; isPending: boolean; refetch(): unknown };
  words: { failed: string; loading: string };
  chartsOf: (data: Data) => readonly ChartSpec[];
};

/** Charts of how something went, over a span that the reader chooses. */
export function CourseSection<Span extends string, Data>(props: CourseSectionProps<Span, Data>) {
  const { query, words } = props;
  return (
    <Section
      title={props.title}
      right={
        <span className="spans">
          {props.spans.map(({ id, label }) => (
            <button
              key={id}
              type="button"
              className="text-button"
              aria-pressed={props.span === id}
              onClick={() => props.onSpan(id)}
            >
              {label}
            </button>
          ))}
        </span>
      }
    >
      {query.error ? (
        <ErrorState error={query.error} what={words.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <LoadingState label={words.loading} /> : null}
      {query.data === undefined ? null : (
        <div className="charts">
          {props.chartsOf(query.data).map((spec) => (
            <Chart key={spec.title} spec={spec} />
          ))}
        </div>
      )}
    </Section>
  );
}
