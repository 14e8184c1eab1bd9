import { DAY_MS, instantOf, wallOf } from "../calendar/wall-clock";
import { momentIn } from "../shared/moment";
import { compareSignals, type MeasuredSignals } from "./compare";
import type { ObservationSettings } from "./observation";
import { judgedByRequests, type SignalName } from "./signal";
import { overTime } from "./windows";

/** What a release is compared with: the same weekday and hour a week before, or the time just before it. */
export const YARDSTICKS = ["week", "before"] as const;
export type Yardstick = (typeof YARDSTICKS)[number];

type Window = { from: Date; to: Date };
export type MeasuredWindow = Window & { readings: MeasuredSignals };

const HOUR_SECONDS = 3_600;
const WEEK_DAYS = 7;

/** The same moment a week before on the clock of `zone` (IANA), through the nights in which it is changed. */
export const weekBefore = (at: Date, zone: string): Date =>
  new Date(instantOf(zone, wallOf(zone, at.getTime()) - WEEK_DAYS * DAY_MS));

/** The hour of the release a week before, or as long as the baseline where that is longer. */
export function weekWindow(at: Date, seconds: number, zone: string): Window {
  const from = weekBefore(at, zone);
  return { from, to: new Date(from.getTime() + Math.max(HOUR_SECONDS, seconds) * 1_000) };
}

export type Chosen = {
  against: Yardstick;
  /** Why it is not the week before; empty when it is. */
  why: string;
  readings: MeasuredSignals;
  /** How long the window was that the readings are of. */
  seconds: number;
};

/** What is wrong at any hour. A full queue or a slower page may just be a busier one, which is what is compared. */
const FAULTS: ReadonlySet<SignalName> = new Set(["error_ratio", "restarts"]);

type Judging = Pick<ObservationSettings, "thresholds" | "minimumRequests">;
const secondsOf = ({ from, to }: Window): number => (to.getTime() - from.getTime()) / 1_000;

/**
 * The same weekday and hour where enough requests came then and it did not run worse than just before the release: a bad
 * week is no yardstick, it would let a bad release pass. Else the time just before, with the reason. Signals that nobody
 * measured a week ago are those of just before.
 */
export function chooseYardstick(
  before: MeasuredWindow,
  week: MeasuredWindow | null,
  settings: Judging,
): Chosen {
  const seconds = secondsOf(before);
  const just = (why: string): Chosen => ({ against: "before", why, readings: before.readings, seconds });
  if (week === null) return just("the metrics did not answer for a week before");
  const requests = Math.max(
    0,
    ...[...week.readings].map(([name, { samples }]) => (judgedByRequests(name) ? samples : 0)),
  );
  if (requests < settings.minimumRequests)
    return just(
      requests === 0 ? "nothing was measured a week before" : `a week before came only ${requests} requests`,
    );
  const scaled = overTime(before.readings, { from: seconds, to: secondsOf(week) });
  const faults = {
    ...settings,
    thresholds: settings.thresholds.filter(({ signal }) => FAULTS.has(signal)),
  };
  const { verdict } = compareSignals(calm(scaled, faults), week.readings, faults);
  if (verdict === "warning" || verdict === "trigger") return just("a week before it ran worse");
  const names = new Set<SignalName>([...scaled.keys(), ...week.readings.keys()]);
  const readings = [...names].flatMap((name) => {
    const then = week.readings.get(name);
    const reading = then !== undefined && then.value !== null ? then : (scaled.get(name) ?? then);
    return reading === undefined ? [] : [[name, reading] as const];
  });
  return { against: "week", why: "", readings: new Map(readings), seconds: secondsOf(week) };
}

/** Where too little was measured just before, the week is held against a place in which nothing is wrong. */
const calm = (before: MeasuredSignals, { minimumRequests, thresholds }: Judging): MeasuredSignals =>
  new Map(
    thresholds.map(({ signal }) => {
      const known = before.get(signal);
      const enough =
        known !== undefined &&
        known.value !== null &&
        known.samples >= (judgedByRequests(signal) ? minimumRequests : 1);
      return [signal, enough ? known : { value: 0, samples: minimumRequests }] as const;
    }),
  );

/** "the same weekday and hour a week before, from Sat 14 Nov 11:00 CET", or the time before and why it is that. */
export function yardstickText(
  { against, why, from }: { against: Yardstick; why: string; from: Date | null },
  before: string,
  zone: string,
): string {
  if (against === "week")
    return `the same weekday and hour a week before${from === null ? "" : `, from ${momentIn(from, zone)}`}`;
  return why === "" ? before : `${before}, since ${why}`;
}
