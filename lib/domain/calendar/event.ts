import type { Stage } from "../catalog/stage";

export const CALENDAR_KINDS = [
  "freeze",
  "maintenance_window",
  "shift",
  "stock_count",
  "fiscal_close",
  "peak",
  "launch",
  "carrier_cut_off",
  "holiday",
] as const;
export type CalendarKind = (typeof CALENDAR_KINDS)[number];

/** What an event means for a change while it stands; `opens` makes the time outside its occurrences closed. */
export const CALENDAR_EFFECTS = ["blocks", "warns", "opens", "informs"] as const;
export type CalendarEffect = (typeof CALENDAR_EFFECTS)[number];

export const CALENDAR_LEVELS = ["fleet", "industry", "tenant", "site", "environment"] as const;
export type CalendarLevel = (typeof CALENDAR_LEVELS)[number];

/** Where an event counts. A site's event counts for every environment the site relies on. */
export type CalendarScope =
  | { level: "fleet" }
  | { level: "industry"; industry: string }
  | { level: "tenant"; tenantId: string }
  | { level: "site"; tenantId: string; siteId: string }
  | { level: "environment"; tenantId: string; environmentId: string };

/**
 * When an event happens, on the wall clock of its zone. `start` is a local minute such as "2026-11-30T18:00"; the
 * length is counted on that clock too, so that 22:00–06:00 ends at 06:00 in the night the clock changes as well.
 */
export type CalendarTimes = {
  /** IANA name. */
  zone: string;
  start: string;
  durationMinutes: number;
  /** RFC 5545 recurrence without the prefix, such as "FREQ=MONTHLY;BYDAY=-1FR"; null when it happens once. */
  recurrence: string | null;
  /** Local dates ("2026-12-25") on which no occurrence begins though the recurrence says so. */
  exceptions: readonly string[];
};

/** One stretch of an event: from included, until excluded. */
export type Occurrence = { from: Date; until: Date };

export type CalendarEvent = CalendarTimes & {
  id: string;
  kind: CalendarKind;
  title: string;
  reason: string;
  /** Who answers for it, by name. */
  owner: string;
  effect: CalendarEffect;
  scope: CalendarScope;
  /** Names of module families it is about; empty means every change. */
  moduleFamilies: readonly string[];
  /** Stages it counts in; never empty. */
  stages: readonly Stage[];
  cancelledAt: Date | null;
  /**
   * The occurrence that stood or came next when this was last looked up: nothing of the event lies between that time
   * and its beginning. Null when nothing more was to come. It spares gates the recurrence of all that is far away.
   */
  upcoming: Occurrence | null;
};

/** The kinds in words, as pages and gates print them. */
export const CALENDAR_KIND_NAMES = {
  freeze: "Freeze",
  maintenance_window: "Maintenance window",
  shift: "Shift",
  stock_count: "Stock count",
  fiscal_close: "Fiscal close",
  peak: "Peak",
  launch: "Launch",
  carrier_cut_off: "Carrier cut-off",
  holiday: "Holiday",
} as const satisfies Record<CalendarKind, string>;

type KindDefaults = {
  effect: CalendarEffect;
  /** Effects an event of the kind may have; the first is the usual one. */
  effects: readonly CalendarEffect[];
  moduleFamilies: readonly string[];
};

/**
 * What a kind means unless its event says otherwise, and what it may say (requirement C5). A count holds still what
 * moves stock, a close what writes accounts; everything else is about every module.
 */
export const CALENDAR_KIND_DEFAULTS = {
  freeze: { effect: "blocks", effects: ["blocks", "warns"], moduleFamilies: [] },
  maintenance_window: { effect: "opens", effects: ["opens"], moduleFamilies: [] },
  shift: { effect: "informs", effects: ["informs", "warns", "blocks"], moduleFamilies: [] },
  stock_count: {
    effect: "blocks",
    effects: ["blocks", "warns"],
    moduleFamilies: ["stock", "mrp", "barcode"],
  },
  fiscal_close: { effect: "blocks", effects: ["blocks", "warns"], moduleFamilies: ["account"] },
  peak: { effect: "blocks", effects: ["blocks", "warns", "informs"], moduleFamilies: [] },
  launch: { effect: "blocks", effects: ["blocks", "warns", "informs"], moduleFamilies: [] },
  carrier_cut_off: { effect: "warns", effects: ["warns", "blocks", "informs"], moduleFamilies: [] },
  holiday: { effect: "informs", effects: ["informs", "warns", "blocks"], moduleFamilies: [] },
} as const satisfies Record<CalendarKind, KindDefaults>;

export const DEFAULT_CALENDAR_STAGES: readonly Stage[] = ["production"];

/** The effects an event of this kind may be given. */
export const effectsOf = (kind: CalendarKind): readonly CalendarEffect[] =>
  CALENDAR_KIND_DEFAULTS[kind].effects;
