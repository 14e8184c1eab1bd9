import { type RepeatDraft, recurrenceOf, repeatDraft } from "@/components/calendar/repeat";
import type { EventBody } from "@/components/calendar/use-calendar";
import type { CalendarEvent, CalendarPlaces } from "@/lib/contracts/api/resources/calendar";
import type { AlertDomain } from "@/lib/domain/alert/source";
import {
  CALENDAR_KIND_DEFAULTS,
  type CalendarEffect,
  type CalendarKind,
  type CalendarLevel,
} from "@/lib/domain/calendar/event";
import { formatLocal, MINUTE_MS, parseLocal } from "@/lib/domain/calendar/wall-clock";
import type { Stage } from "@/lib/domain/catalog/stage";

/** An event as it is typed. */
export type EventDraft = {
  kind: CalendarKind;
  effect: CalendarEffect;
  title: string;
  reason: string;
  level: CalendarLevel;
  industry: string;
  tenantId: string;
  siteId: string;
  environmentId: string;
  zone: string;
  from: string;
  until: string;
  repeat: RepeatDraft;
  exceptions: string[];
  moduleFamilies: string[];
  stages: Stage[];
  announces: AlertDomain[];
};

/** What an event holds, or where one begins: tomorrow evening for four hours, at the place the page shows. */
export function eventDraft(
  event: CalendarEvent | null,
  places: CalendarPlaces,
  first: { day: string; tenantId?: string | undefined; environmentId?: string | undefined },
): EventDraft {
  if (event !== null) return draftOf(event);
  const tenant = places.tenants.find(({ id }) => id === first.tenantId) ?? places.tenants[0];
  const environment =
    tenant?.environments.find(({ id }) => id === first.environmentId) ??
    tenant?.environments.find(({ stage }) => stage === "production") ??
    tenant?.environments[0];
  const kind = places.kinds[0] ?? "peak";
  const from = `${first.day}T18:00`;
  const zone = environment?.timeZone ?? tenant?.timeZone ?? "UTC";
  const able = places.levels.filter(({ can }) => can.allowed).map(({ level }) => level);
  return {
    kind,
    effect: CALENDAR_KIND_DEFAULTS[kind].effect,
    title: "",
    reason: "",
    level: able.includes("tenant") ? "tenant" : "environment",
    industry: places.industries[0] ?? "",
    tenantId: tenant?.id ?? "",
    siteId: tenant?.sites[0]?.id ?? "",
    environmentId: environment?.id ?? "",
    zone,
    from,
    until: `${first.day}T22:00`,
    repeat: repeatDraft(null, from, zone),
    exceptions: [],
    moduleFamilies: [...CALENDAR_KIND_DEFAULTS[kind].moduleFamilies],
    stages: ["production"],
    announces: [],
  };
}

function draftOf(event: CalendarEvent): EventDraft {
  const { scope } = event;
  const from = parseLocal(event.start) ?? 0;
  return {
    kind: event.kind,
    effect: event.effect,
    title: event.title,
    reason: event.reason,
    level: scope.level,
    industry: scope.industry ?? "",
    tenantId: scope.tenant?.id ?? "",
    siteId: scope.site?.id ?? "",
    environmentId: scope.environment?.id ?? "",
    zone: event.zone,
    from: event.start,
    until: formatLocal(from + event.durationMinutes * MINUTE_MS),
    repeat: repeatDraft(event.recurrence, event.start, event.zone),
    exceptions: [...event.exceptions],
    moduleFamilies: [...event.moduleFamilies],
    stages: [...event.stages],
    announces: [...event.announces],
  };
}

/** Another kind brings its own meaning and families. */
export const withKind = (draft: EventDraft, kind: CalendarKind): EventDraft => ({
  ...draft,
  kind,
  effect: CALENDAR_KIND_DEFAULTS[kind].effect,
  moduleFamilies: [...CALENDAR_KIND_DEFAULTS[kind].moduleFamilies],
});

/** Minutes from the beginning to the end on the event's clock; null unless the end lies after the beginning. */
export function minutesOf({ from, until }: Pick<EventDraft, "from" | "until">): number | null {
  const [begin, end] = [parseLocal(from), parseLocal(until)];
  if (begin === null || end === null || end <= begin) return null;
  return (end - begin) / MINUTE_MS;
}

/** When it happens, as rules look at it; null while the typed times are none. */
export function timesOf(draft: EventDraft) {
  const durationMinutes = minutesOf(draft);
  if (durationMinutes === null) return null;
  const recurrence = recurrenceOf(draft.repeat, draft.from);
  return {
    zone: draft.zone.trim(),
    start: draft.from,
    durationMinutes,
    recurrence,
    exceptions: recurrence === null ? [] : draft.exceptions,
  };
}

/** What is sent; null while the typed times are none. */
export function bodyOf(draft: EventDraft): EventBody | null {
  const times = timesOf(draft);
  if (times === null) return null;
  const { kind, effect, title, reason, level, moduleFamilies, stages } = draft;
  const announces = kind === "maintenance_window" ? draft.announces : [];
  return {
    ...times,
    kind,
    effect,
    title,
    reason,
    moduleFamilies,
    stages,
    announces,
    level,
    ...placeOf(draft),
  };
}

/** The ids its level needs. */
export function placeOf(
  draft: Pick<EventDraft, "level" | "industry" | "tenantId" | "siteId" | "environmentId">,
) {
  switch (draft.level) {
    case "fleet":
      return {};
    case "industry":
      return { industry: draft.industry };
    case "tenant":
      return { tenantId: draft.tenantId };
    case "site":
      return { siteId: draft.siteId };
    case "environment":
      return { environmentId: draft.environmentId };
  }
}
