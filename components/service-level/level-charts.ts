import type { ChartSpec } from "@/components/patterns/chart/chart-data";
import { messages } from "@/components/service-level/words";
import type { ServiceLevelDetail } from "@/lib/contracts/api/resources/service-level";
import { shareText } from "@/lib/domain/service-level/words";

const write = (share: number): string => shareText(Math.round(share * 1_000) / 1_000);

/** What was left over the window, and when it was burnt. */
export function levelCharts(level: ServiceLevelDetail): readonly ChartSpec[] {
  const { from, to, course, markers, environment } = level;
  const around = { from, to, zone: environment.timeZone, markers, write };
  return [
    {
      ...{ ...around, title: messages.budget, unit: messages.budgetUnit, limits: [] },
      lines: [
        {
          ...{ key: "left", label: messages.budget, look: "main" },
          // The axis ends where nothing is left; the page says by how much it is overspent.
          points: course.map(({ at, left }) => ({ at, value: left === null ? null : Math.max(0, left) })),
        },
      ],
    },
    {
      ...{ ...around, title: messages.burnt, unit: messages.burntUnit, limits: [] },
      lines: [
        {
          ...{ key: "spent", label: messages.burnt, look: "main" },
          points: course.map(({ at, spent }) => ({ at, value: spent })),
        },
      ],
    },
  ];
}
