import type { Metadata } from "next";
import { z } from "zod";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { CalendarPage } from "@/components/calendar/calendar-page";
import { type CalendarFilter, daysOf, rangeOf, VIEWS } from "@/components/calendar/grid";
import { LocalDate } from "@/lib/contracts/api/resources/calendar";
import { Id } from "@/lib/contracts/api/resources/common";
import { formatLocalDate, parseLocalDate } from "@/lib/domain/calendar/wall-clock";
import { pageContext, pageData } from "@/lib/http/page";
import { getCalendarPlaces } from "@/lib/usecases/calendar/places";
import { getCalendar } from "@/lib/usecases/calendar/range";

export const metadata: Metadata = { title: "Calendar" };

const Filter = z.object({
  view: z.enum(VIEWS).default("month"),
  day: LocalDate.refine((day) => parseLocalDate(day) !== null).optional(),
  tenantId: Id.optional(),
  environmentId: Id.optional(),
  event: Id.optional(),
});

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const given = listFilter(Filter, await searchParams);
  const context = await pageContext(returnPath("/calendar", given));
  const places = await getCalendarPlaces(context, {});
  const filter = soundFilter(given, places.tenants, formatLocalDate(context.now.getTime()));
  const { tenantId, environmentId } = filter;
  const place = { ...(tenantId ? { tenantId } : {}), ...(environmentId ? { environmentId } : {}) };
  const range = rangeOf(daysOf(filter.view, filter.day));
  const seed = await pageData(getCalendar(context, { ...range, ...place }));
  return (
    <CalendarPage
      key={JSON.stringify(filter)}
      filter={filter}
      tenants={places.tenants}
      seed={seed}
      seededAt={context.now.getTime()}
    />
  );
}

type Tenants = readonly { id: string; environments: readonly { id: string }[] }[];

/** An environment of another tenant than the chosen one is left out. */
function soundFilter(given: z.input<typeof Filter>, tenants: Tenants, today: string): CalendarFilter {
  const { tenantId, environmentId, event } = given;
  const within = tenants
    .find(({ id }) => id === tenantId)
    ?.environments.some(({ id }) => id === environmentId);
  return {
    view: given.view ?? "month",
    day: given.day ?? today,
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(within === true && environmentId !== undefined ? { environmentId } : {}),
    ...(event === undefined ? {} : { event }),
  };
}
