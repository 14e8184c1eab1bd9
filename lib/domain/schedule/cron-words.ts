const DAYS = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

const two = (value: number) => String(value).padStart(2, "0");
const whole = (text: string, most: number): number | null =>
  /^\d{1,2}$/.test(text) && Number(text) <= most ? Number(text) : null;
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;

/**
 * A five-field cron expression as people say it: "every 4 hours at 10 past", "at 01:20 and 13:20 every day". One that
 * is rarer than that is shown as it stands.
 */
export function cronWords(cron: string): string {
  const [minutes = "", hours = "", days = "", months = "", weekdays = "", ...rest] = cron.trim().split(/\s+/);
  const minute = whole(minutes, 59);
  const when = minute === null ? null : timesOf(hours, minute);
  const which = months === "*" && rest.length === 0 ? daysOf(days, weekdays) : null;
  if (when === null || which === null) return `as “${cron.trim()}” says`;
  return which === "every day" && when.everyHours ? when.words : `${when.words} ${which}`;
}

function timesOf(hours: string, minute: number): { words: string; everyHours: boolean } | null {
  const past = minute === 0 ? "on the hour" : `at ${minute} past`;
  if (hours === "*") return { words: `every hour ${past}`, everyHours: true };
  const step = /^\*\/(\d{1,2})$/.exec(hours)?.[1];
  if (step !== undefined && Number(step) > 0 && Number(step) < 24)
    return {
      words: Number(step) === 1 ? `every hour ${past}` : `every ${step} hours ${past}`,
      everyHours: true,
    };
  const parts = hours.split(",").map((part) => whole(part, 23));
  if (parts.some((part) => part === null)) return null;
  const times = parts.flatMap((part) => (part === null ? [] : [`${two(part)}:${two(minute)}`]));
  return { words: `at ${listed(times)}`, everyHours: false };
}

function daysOf(days: string, weekdays: string): string | null {
  if (days === "*" && weekdays === "*") return "every day";
  if (days === "*") {
    const range = /^([0-7])-([0-7])$/.exec(weekdays);
    const [from, to] = [DAYS[Number(range?.[1])], DAYS[Number(range?.[2])]];
    if (from !== undefined && to !== undefined) return `from ${from} to ${to}`;
    const names = weekdays.split(",").map((part) => DAYS[whole(part, 7) ?? 99]);
    return names.some((name) => name === undefined) ? null : `every ${listed(names.map(String))}`;
  }
  if (weekdays !== "*") return null;
  const parts = days.split(",").map((part) => whole(part, 31));
  return parts.some((part) => part === null) ? null : `on day ${listed(parts.map(String))} of every month`;
}
