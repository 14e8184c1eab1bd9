const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
  });
  formatters.set(zone, made);
  return made;
}

/** A moment as a field for date and time holds it, on the clock of `zone` (IANA): `2026-11-21T14:32:05`. */
export function toWallClock(at: number, zone: string): string {
  const parts = new Map(
    formatterFor(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return `${of("year")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}:${of("second")}`;
}

const FIELD = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?$/;

/**
 * The moment a field names on the clock of `zone`, in milliseconds; null when it is no time, or one that a change to
 * summer time leaves out. Of two, when clocks are put back, the earlier.
 */
export function fromWallClock(text: string, zone: string): number | null {
  const [, minute, second = ":00"] = FIELD.exec(text) ?? [];
  const wanted = `${minute}${second}`;
  const asUtc = Date.parse(`${wanted}Z`);
  if (minute === undefined || Number.isNaN(asUtc)) return null;
  const distance = (at: number) => Date.parse(`${toWallClock(at, zone)}Z`) - at;
  const candidates = [-86_400_000, 86_400_000].map((apart) => asUtc - distance(asUtc + apart));
  return (
    candidates.toSorted((one, other) => one - other).find((at) => toWallClock(at, zone) === wanted) ?? null
  );
}
