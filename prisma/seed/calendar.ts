import { CALENDAR_KIND_DEFAULTS } from "@/lib/domain/calendar/event";
import { formatLocalDate, wallOf } from "@/lib/domain/calendar/wall-clock";
import { addCalendarEvent } from "@/lib/usecases/calendar/add";
import type { Context } from "@/lib/usecases/context";
import type { Scenario } from "../scenarios/scenario";
import type { ScenarioCalendarEvent, ScenarioPlace } from "../scenarios/scenario-calendar";

/** Puts a scenario's events into the calendar, each as the person who would. */
export async function seedCalendar(
  contextFor: (key: string) => Promise<Context>,
  scenario: Scenario,
): Promise<void> {
  for (const event of scenario.calendar ?? []) {
    const ctx = { ...(await contextFor(event.by)), now: new Date() };
    const today = formatLocalDate(wallOf(event.zone, ctx.now.getTime()));
    await addCalendarEvent(ctx, { ...contentOf(event, today), ...(await placeOf(ctx, event.place)) });
  }
}

function contentOf(event: ScenarioCalendarEvent, today: string) {
  const day = event.on(today);
  const defaults = CALENDAR_KIND_DEFAULTS[event.kind];
  return {
    kind: event.kind,
    effect: event.effect ?? defaults.effect,
    title: event.title,
    reason: event.reason,
    moduleFamilies: [...(event.moduleFamilies ?? defaults.moduleFamilies)],
    stages: ["production" as const],
    zone: event.zone,
    start: `${day}T${event.at}`,
    durationMinutes: event.hours * 60,
    recurrence: typeof event.recurrence === "function" ? event.recurrence(day) : event.recurrence,
    exceptions: [],
  };
}

async function placeOf({ db }: Context, place: ScenarioPlace) {
  const { prisma } = db;
  switch (place.level) {
    case "fleet":
      return { level: place.level };
    case "industry":
      return { level: place.level, industry: place.industry };
    case "tenant": {
      const { id } = await prisma.tenant.findUniqueOrThrow({ where: { slug: place.tenant } });
      return { level: place.level, tenantId: id };
    }
    case "site": {
      const { id } = await prisma.site.findFirstOrThrow({
        where: { name: place.site, tenant: { slug: place.tenant } },
      });
      return { level: place.level, siteId: id };
    }
    case "environment": {
      const { id } = await prisma.environment.findFirstOrThrow({
        where: { name: place.environment, tenant: { slug: place.tenant } },
      });
      return { level: place.level, environmentId: id };
    }
  }
}
