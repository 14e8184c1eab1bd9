"use client";

import { useState } from "react";
import { chartedSignals, chartsOf } from "@/components/health/chart-specs";
import { type Span, useCourses } from "@/components/health/use-health";
import { messages } from "@/components/health/words";
import { CourseSection } from "@/components/patterns/chart/course-section";
import type { EnvironmentHealth } from "@/lib/contracts/api/resources/health";

type HealthChartsProps = { environmentId: string; health: EnvironmentHealth };

/** What hurts and what everybody feels, over hours, days or months, with the releases of that time. */
export function HealthCharts({ environmentId, health }: HealthChartsProps) {
  const [span, setSpan] = useState<Span>("6h");
  const query = useCourses(environmentId, span, chartedSignals(health).join(","));
  if (health.at === null) return null;
  return (
    <CourseSection
      {...{ title: messages.courses, spans: messages.spans, span, onSpan: setSpan, query }}
      words={{ failed: messages.coursesFailed, loading: messages.coursesLoading }}
      chartsOf={(courses) => chartsOf(courses, health.timeZone)}
    />
  );
}
