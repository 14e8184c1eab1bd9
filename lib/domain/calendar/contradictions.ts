import { CALENDAR_KIND_NAMES, type CalendarEffect, type CalendarKind, type CalendarScope } from "./event";

/** One time of an event, as far as contradictions need to know it. */
export type Standing = {
  eventId: string;
  kind: CalendarKind;
  effect: CalendarEffect;
  title: string;
  scope: CalendarScope;
  /** Industry of the tenant it belongs to; null above tenants. */
  industry: string | null;
  from: Date;
  until: Date;
};

/** Two scopes of which one lies inside the other, or that are the same. Sites and environments of a tenant touch it. */
export function touch(one: Standing, other: Standing): boolean {
  const [a, b] = [one.scope, other.scope];
  if (a.level === "fleet" || b.level === "fleet") return true;
  if (a.level === "industry" && b.level === "industry") return a.industry === b.industry;
  if (a.level === "industry") return a.industry === other.industry;
  if (b.level === "industry") return b.industry === one.industry;
  if (a.tenantId !== b.tenantId) return false;
  if (a.level === "environment" && b.level === "environment") return a.environmentId === b.environmentId;
  if (a.level === "site" && b.level === "site") return a.siteId === b.siteId;
  return true;
}

const said = ({ kind, title }: Standing): string => `${CALENDAR_KIND_NAMES[kind]} “${title}”`;

/** What one time says against another; null when they get along. */
function contradiction(one: Standing, other: Standing): string | null {
  if (one.effect === "opens" && other.effect === "blocks") {
    return `${said(other)} blocks changes while this window is open.`;
  }
  if (one.effect === "blocks" && other.effect === "opens") {
    return `${said(other)} opens for changes while this blocks them.`;
  }
  if (one.kind === "launch" && other.effect === "blocks" && other.kind !== "launch") {
    return `${said(other)} stands at the same time as this launch.`;
  }
  return null;
}

/** Sentences per time; more than this are not listed for one. */
const MOST = 5;

/**
 * For each time, in the order given, what contradicts it: a window inside a block, a launch inside a freeze. Times are
 * swept by their beginning, so that only those that overlap meet.
 */
export function contradictions(times: readonly Standing[]): readonly (readonly string[])[] {
  const found = times.map((): string[] => []);
  const order = times
    .map((time, index) => ({ time, index }))
    .toSorted((one, other) => one.time.from.getTime() - other.time.from.getTime());
  let open: typeof order = [];
  for (const entry of order) {
    open = open.filter(({ time }) => time.until > entry.time.from);
    for (const earlier of open) {
      if (earlier.time.eventId === entry.time.eventId || !touch(earlier.time, entry.time)) continue;
      add(found[earlier.index], contradiction(earlier.time, entry.time));
      add(found[entry.index], contradiction(entry.time, earlier.time));
    }
    open.push(entry);
  }
  return found;
}

function add(list: string[] | undefined, sentence: string | null): void {
  if (list === undefined || sentence === null || list.length >= MOST || list.includes(sentence)) return;
  list.push(sentence);
}
