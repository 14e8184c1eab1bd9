import { UNIT_WORDS } from "@/components/health/words";
import type { ChartSpec } from "@/components/patterns/chart/chart-data";
import type { EnvironmentHealth, HealthCourse, HealthCourses } from "@/lib/contracts/api/resources/health";
import { readingText } from "@/lib/domain/health/reading";

const MOST_CHARTS = 4;
/** What everybody feels is always drawn. */
const ALWAYS = ["latency_p95", "error_ratio", "request_rate"] as const;
const MEGABYTE = 1024 * 1024;

/** Which signals are drawn: those that hurt first, never the slow ages of continuity. */
export function chartedSignals({ domains }: EnvironmentHealth): readonly string[] {
  const hurting = domains
    .filter(({ id }) => id !== "continuity")
    .flatMap(({ signals }) => signals.filter(({ state }) => state === "bad" || state === "warn"))
    .map(({ id }) => id);
  const filling = ["job_backlog", ...hurting.slice(1)];
  return [...new Set<string>([...hurting.slice(0, 1), ...ALWAYS, ...filling])].slice(0, MOST_CHARTS);
}

/** One chart for each course, in the order asked for. */
export const chartsOf = (courses: HealthCourses, zone: string): readonly ChartSpec[] =>
  courses.courses.map((course) => chartOf(course, courses, zone));

function chartOf(course: HealthCourse, { from, to, markers }: HealthCourses, zone: string): ChartSpec {
  const { title, unit, limits, points, signal } = course;
  const write = (value: number) => readingText(unit, value);
  const highest = points.reduce((most, { value }) => Math.max(most, value ?? 0), 0);
  // A limit far above everything measured would press the line flat.
  const near =
    limits === null
      ? []
      : ([
          ["warn", limits.warn],
          ["trig", limits.bad],
        ] as const);
  return {
    title,
    unit: UNIT_WORDS[unit],
    from,
    to,
    zone,
    base: unit !== "bytes" ? 1 : highest >= 1_000 * MEGABYTE ? 1_024 * MEGABYTE : MEGABYTE,
    lines: [{ key: signal, label: title, look: "main", points }],
    limits: near
      .filter(([, value]) => value <= highest * 4)
      .map(([tone, value]) => ({
        tone,
        value,
        label: `${tone === "warn" ? "warns" : "broken"} at ${write(value)}`,
      })),
    markers,
    write,
  };
}
