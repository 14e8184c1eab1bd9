import "server-only";
import type { ChangeSchedule, WindowFit } from "@/lib/contracts/api/resources/change-schedule";
import type { Tx } from "@/lib/data/client";
import { CALENDAR_KIND_NAMES } from "@/lib/domain/calendar/event";
import { nextFitting } from "@/lib/domain/calendar/next-fit";
import { nextOpenStretch } from "@/lib/domain/calendar/opening";
import { type Calendar, calendarOf, type Stand, standing } from "@/lib/domain/calendar/standing";
import { neededSeconds } from "@/lib/domain/calendar/window-fit";
import { touchedModules } from "@/lib/domain/policy/calendar";
import { needSource } from "@/lib/domain/policy/window-fit";
import type { Context } from "../context";
import type { ChangeFacts } from "./facts";

type Facts = Pick<ChangeFacts, "calendar" | "window" | "differences">;

/** The calendar as it is for one change now. */
export const calendarFor = ({ calendar, ...facts }: Facts, now: Date): Calendar =>
  calendarOf(calendar, { place: calendar.place, modules: touchedModules(facts) }, now);

/** When the change next finds open time that is long enough, from `at` on; null when none is in sight. */
export const openingFor = (facts: Facts, at: Date, now: Date): { from: Date; until: Date | null } | null =>
  nextFitting(calendarFor(facts, now), at, facts.window);

/** When a change starts, as its page shows it. */
export async function presentSchedule(
  db: Tx,
  ctx: Context,
  row: { id: string; plannedStart: Date | null; environment: { timeZone: string } },
  facts: Facts,
): Promise<ChangeSchedule> {
  const wait = await db.changeWait.findUnique({
    where: { changeId: row.id },
    include: { scheduledBy: { select: { id: true, name: true } } },
  });
  const { now } = ctx;
  const calendar = calendarFor(facts, now);
  return {
    plannedStart: row.plannedStart?.toISOString() ?? null,
    wait:
      wait === null
        ? null
        : {
            by: wait.scheduledBy,
            at: wait.scheduledAt.toISOString(),
            atNextOpening: wait.atNextOpening,
            wakeAt: wait.wakeAt.toISOString(),
            expiresAt: wait.expiresAt.toISOString(),
            attempts: wait.attempts,
            lastRefusal: wait.lastRefusal,
          },
    open: standing(calendar, now).open,
    nextOpening: openingFor(facts, now, now)?.from.toISOString() ?? null,
    fit: presentFit(calendar, facts.window, { at: row.plannedStart, now, zone: row.environment.timeZone }),
  };
}

type Moment = { at: Date | null; now: Date; zone: string };

function presentFit(
  calendar: Calendar,
  { need, settings }: Facts["window"],
  { at, now, zone }: Moment,
): WindowFit | null {
  if (need === null) return null;
  const stretch = nextOpenStretch(calendar, at !== null && at > now ? at : now);
  if (stretch === null) return null;
  const { from, until, by } = stretch;
  const left = until === null ? null : Math.floor((until.getTime() - from.getTime()) / 1_000);
  const marginSeconds = settings.marginMinutes * 60;
  return {
    startsAt: from.toISOString(),
    closesAt: until?.toISOString() ?? null,
    closedBy: by === null ? null : closesBy(by),
    leftSeconds: left,
    runSeconds: need.runSeconds,
    verificationSeconds: need.verificationSeconds,
    rollbackSeconds: need.rollbackSeconds,
    marginSeconds,
    source: needSource(need, zone),
    fits: left === null || neededSeconds(need) + marginSeconds <= left,
  };
}

const closesBy = ({ event }: Stand): string =>
  `${CALENDAR_KIND_NAMES[event.kind]} “${event.title}” ${event.effect === "opens" ? "ends" : "begins"}`;
