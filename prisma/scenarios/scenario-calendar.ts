import type { CalendarEffect, CalendarKind } from "@/lib/domain/calendar/event";
import { DAY_MS, formatLocalDate, parseLocalDate } from "@/lib/domain/calendar/wall-clock";

/** Where an event of a scenario counts, by the names the scenario gives. */
export type ScenarioPlace =
  | { level: "fleet" }
  | { level: "industry"; industry: string }
  | { level: "tenant"; tenant: string }
  | { level: "site"; tenant: string; site: string }
  | { level: "environment"; tenant: string; environment: string };

/** An event relative to the day the scenario begins on, so that it always lies where it is wanted. */
export type ScenarioCalendarEvent = {
  /** Key of the person who puts it in. */
  by: string;
  kind: CalendarKind;
  /** What the kind means by itself, when left out. */
  effect?: CalendarEffect;
  /** The kind's own families, when left out. */
  moduleFamilies?: readonly string[];
  title: string;
  reason: string;
  place: ScenarioPlace;
  zone: string;
  /** The local day it begins on, from the one it is there. */
  on: (today: string) => string;
  /** Local time of day. */
  at: string;
  hours: number;
  /** Null once; or from the day it begins on. */
  recurrence: string | null | ((day: string) => string | null);
};

/** The day so many days off; with "monday" the Monday of that day's week. */
export function addDays(day: string, days: number, to?: "monday"): string {
  const at = (parseLocalDate(day) ?? 0) + days * DAY_MS;
  const back = to === "monday" ? (new Date(at).getUTCDay() + 6) % 7 : 0;
  return formatLocalDate(at - back * DAY_MS);
}

/** Every month on this day's number, as far as every month has it; else once. */
export function monthly(day: string): string | null {
  const number = Number(day.slice(8));
  return number > 28 ? null : `FREQ=MONTHLY;BYMONTHDAY=${number}`;
}
