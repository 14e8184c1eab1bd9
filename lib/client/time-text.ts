import { zoneName } from "@/lib/domain/shared/zone-name";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export type MomentStyle = "day" | "date" | "minute" | "second" | "clock" | "clock-second";

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  formatters.set(zone, made);
  return made;
}

function usable(zone: string): string {
  try {
    formatterFor(zone);
    return zone;
  } catch {
    return "UTC";
  }
}

/**
 * A moment on the clock of `zone` (IANA). The words come from our own tables, so that server and browser write the
 * same text whatever language data they carry. An unknown zone is shown in UTC, and says so.
 */
export function momentText(at: number, zone: string, style: MomentStyle): { text: string; zone: string } {
  const parts = new Map(
    formatterFor(usable(zone))
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  const day = Number(of("day"));
  const month = Number(of("month"));
  const weekday = new Date(Date.UTC(Number(of("year")), month - 1, day)).getUTCDay();
  const date = `${WEEKDAYS[weekday] ?? ""} ${day} ${MONTHS[month - 1] ?? ""}`;
  const minute = `${of("hour")}:${of("minute")}`;
  const texts: Record<MomentStyle, string> = {
    day: `${date} ${of("year")}`,
    date: `${day} ${MONTHS[month - 1] ?? ""}`,
    minute: `${date} ${minute}`,
    second: `${date} ${of("year")} ${minute}:${of("second")}`,
    clock: minute,
    "clock-second": `${minute}:${of("second")}`,
  };
  return { text: texts[style], zone: zoneName(zone, of("timeZoneName")) };
}

const UNITS = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
  { name: "s", ms: 1_000 },
] as const;

/** A duration in words, at most two units: "4 min 10 s", "1 h 14 min", "3 d 2 h". Below a second: "under 1 s". */
export function durationText(milliseconds: number): string {
  const total = Math.max(0, milliseconds);
  const index = UNITS.findIndex((unit) => total >= unit.ms);
  const first = UNITS[index];
  if (!first) return "under 1 s";
  const second = UNITS[index + 1];
  const count = Math.floor(total / first.ms);
  if (!second) return `${count} ${first.name}`;
  const rest = Math.floor((total - count * first.ms) / second.ms);
  return rest === 0 ? `${count} ${first.name}` : `${count} ${first.name} ${rest} ${second.name}`;
}

/** How long ago, in one unit: "just now", "12 min ago", "in 3 h". The exact time belongs beside it or on hover. */
export function relativeText(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance < 5_000) return "just now";
  const unit = UNITS.find((candidate) => distance >= candidate.ms) ?? UNITS[3];
  const words = `${Math.floor(distance / unit.ms)} ${unit.name === "d" ? "days" : unit.name}`;
  return at <= now ? `${words.replace(/^1 days$/, "1 day")} ago` : `in ${words.replace(/^1 days$/, "1 day")}`;
}
