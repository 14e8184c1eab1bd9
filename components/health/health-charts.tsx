"use client";

import { useState } from "react";
import { chartedSignals, chartsOf } from "@/components/health/chart-specs";
import { type Span, useCourses } from "@/components/health/use-health";
import { messages } from "@/components/health/words";
import { Chart } from "@/components/patterns/chart/chart";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import type { EnvironmentHealth } from "@/lib/contracts/api/resources/health";

type HealthChartsProps = { environmentId: string; health: EnvironmentHealth };

/** What hurts and what everybody feels, over hours, days or months, with the releases of that time. */
export function HealthCharts({ environmentId, health }: HealthChartsProps) {
  const [span, setSpan] = useState<Span>("6h");
  const query = useCourses(environmentId, span, chartedSignals(health).join(","));
  if (health.at === null) return null;
  return (
    <Section
      title={messages.courses}
      right={
        <span className="spans">
          {messages.spans.map(({ id, label }) => (
            <button
              key={id}
              type="button"
              className="text-button"
              aria-pressed={span === id}
              onClick={() => setSpan(id)}
            >
              {label}
            </button>
          ))}
        </span>
      }
    >
      {query.error ? (
        <ErrorState error={query.error} what={messages.coursesFailed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <LoadingState label={messages.coursesLoading} /> : null}
      {query.data === undefined ? null : (
        <div className="charts">
          {chartsOf(query.data, health.timeZone).map((spec) => (
            <Chart key={spec.title} spec={spec} />
          ))}
        </div>
      )}
    </Section>
  );
}
