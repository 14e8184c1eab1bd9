import { counted } from "../shared/words";
import { CALENDAR_KIND_NAMES, type CalendarEffect, type CalendarKind, type CalendarLevel } from "./event";

/**
 * What a tenant's own people may put into the calendar without asking anybody: “do not disturb” (moonshot M2). Wide
 * enough for a count or a launch, too narrow to close a tenant for good; the fleet's release managers set the rest.
 */
export const SELF_SERVICE = {
  kinds: ["peak", "stock_count", "carrier_cut_off", "launch"],
  levels: ["tenant", "site", "environment"],
  /** From writing it down to its beginning, so that changes planned already can be moved. */
  leadHours: 24,
  longestHours: 72,
  /** Per tenant, by the month it begins in on its own clock. */
  perMonth: 4,
} as const satisfies {
  kinds: readonly CalendarKind[];
  levels: readonly CalendarLevel[];
  [limit: string]: unknown;
};

const HOUR_MS = 3_600_000;

/** The limits in one sentence, as whoever asks reads them beforehand. */
export const SELF_SERVICE_WORDS = `You may ask not to be disturbed: ${SELF_SERVICE.kinds
  .map((kind) => CALENDAR_KIND_NAMES[kind].toLowerCase())
  .join(
    ", ",
  )}; at least ${SELF_SERVICE.leadHours} h ahead, at most ${SELF_SERVICE.longestHours} h long, once and not repeating, ${SELF_SERVICE.perMonth} times a month for a tenant.`;

export type Asked = {
  kind: CalendarKind;
  effect: CalendarEffect;
  level: CalendarLevel;
  repeats: boolean;
  from: Date;
  until: Date;
  /** Such events of the tenant that begin in the same month already, this one not counted. */
  sameMonth: number;
};

const who = "Ask a release manager for it.";

/** Why a tenant's own people may not put this into the calendar themselves, with the limit; null when they may. */
export function selfServiceRefusal(asked: Asked, now: Date): string | null {
  const { kinds, levels, leadHours, longestHours, perMonth } = SELF_SERVICE;
  const among = (list: readonly string[], value: string) => list.includes(value);
  if (!among(kinds, asked.kind)) {
    const names = kinds.map((kind) => CALENDAR_KIND_NAMES[kind].toLowerCase()).join(", ");
    return `You may set ${names}, but no ${CALENDAR_KIND_NAMES[asked.kind].toLowerCase()}. ${who}`;
  }
  if (!among(levels, asked.level)) return `You may set it for your own tenant, not for more. ${who}`;
  if (asked.repeats) return `You may set single times, none that repeat. ${who}`;
  const lead = (asked.from.getTime() - now.getTime()) / HOUR_MS;
  if (lead < leadHours) {
    return `It begins in less than ${leadHours} h, and changes planned already need that long to move. ${who}`;
  }
  const hours = (asked.until.getTime() - asked.from.getTime()) / HOUR_MS;
  if (hours > longestHours) {
    return `It lasts ${Math.round(hours)} h; you may set at most ${longestHours} h at a time. ${who}`;
  }
  if (asked.sameMonth >= perMonth) {
    return `${counted(asked.sameMonth, "such time stands", "such times stand")} in that month already; ${perMonth} a month is the limit. Cancel one, or ask a release manager.`;
  }
  return null;
}
