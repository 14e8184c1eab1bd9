import type { Database } from "@/lib/data/client";
import { upcomingOf } from "@/lib/domain/calendar/occurrences";
import { formatLocal } from "@/lib/domain/calendar/wall-clock";

type Shape = {
  environment: { id: string; tenantId: string; stage: "staging" | "production" };
  kind?: "freeze" | "maintenance_window";
  from: Date;
  until: Date;
  createdById: string;
  title?: string;
};

/** An event over one environment, once, in UTC; kept as a write of it would keep it. Minutes count, seconds do not. */
export function storeEvent(
  db: Database,
  { environment, kind = "freeze", from, until, createdById, title }: Shape,
) {
  const times = {
    zone: "UTC",
    start: formatLocal(from.getTime()),
    durationMinutes: Math.round((until.getTime() - from.getTime()) / 60_000),
    recurrence: null,
    exceptions: [],
  };
  const { start, ...stored } = times;
  const next = upcomingOf(times, from);
  return db.prisma.calendarEvent.create({
    data: {
      ...stored,
      localStart: start,
      ...{ kind, createdById, level: "environment", title: title ?? "Quiet please", moduleFamilies: [] },
      effect: kind === "freeze" ? "blocks" : "opens",
      ...{ tenantId: environment.tenantId, environmentId: environment.id, stages: [environment.stage] },
      nextFrom: next?.from ?? null,
      nextUntil: next?.until ?? null,
    },
  });
}
