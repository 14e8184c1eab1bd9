import { durationText } from "@/lib/client/time-text";

/** Units people promise in, largest first. */
export const SPAN_UNITS = [
  { unit: "days", seconds: 86_400 },
  { unit: "hours", seconds: 3_600 },
  { unit: "minutes", seconds: 60 },
  { unit: "seconds", seconds: 1 },
] as const;
export type SpanUnit = (typeof SPAN_UNITS)[number]["unit"];
export type SpanDraft = { count: string; unit: SpanUnit };

/** Seconds in the largest unit that divides them: 900 is 15 minutes. */
export function spanDraft(seconds: number): SpanDraft {
  const found = SPAN_UNITS.find((each) => seconds >= each.seconds && seconds % each.seconds === 0);
  const { unit, seconds: size } = found ?? SPAN_UNITS[3];
  return { count: String(seconds / size), unit };
}

/** What a person wrote, in seconds; null when it is no whole number above 0. */
export function spanSeconds({ count, unit }: SpanDraft): number | null {
  if (!/^\s*\d{1,7}\s*$/.test(count)) return null;
  const seconds = Number(count) * (SPAN_UNITS.find((each) => each.unit === unit)?.seconds ?? 1);
  return seconds > 0 ? seconds : null;
}

/** Seconds as people say them: "11 min 40 s". */
export const spanText = (seconds: number): string => durationText(Math.round(seconds) * 1_000);
