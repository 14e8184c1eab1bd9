import type { HealthUnit } from "./definition";

const MEGABYTE = 1024 * 1024;

/** "0.24", "3.1", "31", "1200": three figures below a thousand, without trailing zeros. */
function figures(value: number): string {
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return String(Number(value.toFixed(places)));
}

/** Nothing measured is smaller, and PostgreSQL refuses means of what is: it is nought. */
const LEAST = 1e-30;

/**
 * A reading as samples keep it, in single precision; null for what is no number or beyond it. One that could not be
 * written would take the readings of every other environment with it.
 */
export function keptReading(value: number | null): number | null {
  const kept = value === null ? Number.NaN : Math.fround(value);
  if (!Number.isFinite(kept)) return null;
  return Math.abs(kept) < LEAST ? 0 : kept;
}

/** A reading with its unit, as people read it: "31 %", "0.52 s", "26 h", "12". Null is "not measured". */
export function readingText(unit: HealthUnit, value: number | null): string {
  if (value === null) return "not measured";
  switch (unit) {
    case "ratio":
      return `${figures(value * 100)}\u00a0%`;
    case "seconds":
      return secondsText(value);
    case "per_second":
      return `${figures(value)} /s`;
    case "count":
      return figures(value);
    case "of_three":
      return `${figures(value)} of 3`;
    case "bytes":
      return value >= 1_000 * MEGABYTE
        ? `${figures(value / (1_024 * MEGABYTE))} GB`
        : `${figures(value / MEGABYTE)} MB`;
  }
}

function secondsText(value: number): string {
  if (value > 0 && value < 0.01) return `${figures(value * 1_000)} ms`;
  if (value < 120) return `${figures(value)} s`;
  if (value < 7_200) return `${Math.round(value / 60)} min`;
  return value < 172_800 ? `${Math.round(value / 3_600)} h` : `${Math.round(value / 86_400)} days`;
}
