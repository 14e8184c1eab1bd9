/** One line of a chart. `value` null is a gap. Points lie at equal times in all lines. */
export type ChartLine = {
  key: string;
  label: string;
  /** The line one looks at, or what it is compared with. */
  look: "main" | "beside";
  points: readonly { at: string; value: number | null }[];
};

export type ChartLimit = { value: number; label: string; tone: "warn" | "trig" };
export type ChartMarker = { at: string; label: string };

/** A chart over time. Values are in one unit, written by `write`. */
export type ChartSpec = {
  title: string;
  /** What the numbers are, beside the title. */
  unit: string;
  from: string;
  to: string;
  zone: string;
  lines: readonly ChartLine[];
  limits: readonly ChartLimit[];
  markers: readonly ChartMarker[];
  write: (value: number) => string;
  /** What one step of the axis may be a round number of, such as a mebibyte; 1 for plain numbers. */
  base?: number;
  /** What is counted in wholes has no ticks between them. */
  whole?: true;
};

export type ChartRow = { at: number } & Readonly<Record<string, number | null>>;

/** The lines as rows by time, oldest first. */
export function rowsOf(lines: readonly ChartLine[]): readonly ChartRow[] {
  const rows = new Map<number, Record<string, number | null> & { at: number }>();
  for (const { key, points } of lines) {
    for (const { at, value } of points) {
      const time = Date.parse(at);
      const row = rows.get(time) ?? { at: time };
      row[key] = value;
      rows.set(time, row);
    }
  }
  return [...rows.values()].sort((one, other) => one.at - other.at);
}

const measured = (row: ChartRow, lines: readonly ChartLine[]) =>
  lines.some(({ key }) => typeof row[key] === "number");

/** Spans of time in which no line has a value for at least three points: shown hatched, as "not measured". */
export function gapsOf(
  rows: readonly ChartRow[],
  lines: readonly ChartLine[],
): readonly { from: number; to: number }[] {
  const gaps: { from: number; to: number; points: number }[] = [];
  let open = false;
  for (const row of rows) {
    const last = gaps.at(-1);
    if (measured(row, lines)) open = false;
    else if (open && last !== undefined) {
      last.to = row.at;
      last.points += 1;
    } else {
      gaps.push({ from: row.at, to: row.at, points: 1 });
      open = true;
    }
  }
  return gaps.filter(({ points }) => points >= 3);
}

const STEPS = [1, 2, 2.5, 5, 10];
const MOST_STEPS = 4;

/**
 * Round ticks from 0 that reach at least `highest`, at most five. `base` is what a round number is round in, `least` the
 * smallest step, in bases.
 */
export function valueTicks(highest: number, base = 1, least = 0): readonly number[] {
  const top = Math.max(highest, 0) / base || 1;
  const decade = 10 ** Math.floor(Math.log10(top / MOST_STEPS));
  const round = STEPS.map((factor) => factor * decade).find((one) => one * MOST_STEPS >= top * 0.999) ?? top;
  const step = least === 0 ? round : Math.max(least, Math.ceil(round / least) * least);
  const count = Math.min(MOST_STEPS, Math.ceil(top / step - 0.001));
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)) * base);
}

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const SPANS = [
  ...[0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240, 480].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 7, 14, 28, 56, 91].map((days) => days * DAY),
];

/** Charts shorter than this name seconds on their axis, in milliseconds. */
export const SHORT_CHART_MS = 5 * MINUTE;
/** Charts longer than this name days on their axis, in milliseconds. */
export const LONG_CHART_MS = 2 * DAY;

/** Moments on full quarters of a minute or longer units, at most six. */
export function timeTicks(from: number, to: number): readonly number[] {
  const span = SPANS.find((one) => (to - from) / one <= 5) ?? 366 * DAY;
  const first = Math.ceil(from / span) * span;
  const count = Math.max(0, Math.floor((to - first) / span) + 1);
  return Array.from({ length: Math.min(count, 6) }, (_, index) => first + index * span);
}

/** The name of a limit needs this share of the height above its line. */
const NAME_ROOM = 1.12;

/** The highest value drawn, or named with room for its name. */
export function highestOf({ lines, limits }: Pick<ChartSpec, "lines" | "limits">): number {
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value ?? 0));
  return Math.max(0, ...values, ...limits.map(({ value }) => value * NAME_ROOM));
}

/** Limits whose names would lie on each other: then the higher one's moves up a row. */
export const namesCollide = (limits: readonly ChartLimit[], top: number): boolean => {
  const values = limits.map(({ value }) => value);
  return limits.length > 1 && Math.max(...values) - Math.min(...values) < top * (NAME_ROOM - 1);
};

const field = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** The rows as comma-separated values with a heading; times in UTC, gaps empty. */
export function csvOf({ title, unit, lines }: Pick<ChartSpec, "title" | "unit" | "lines">): string {
  const head = ["time (UTC)", ...lines.map(({ label }) => `${title}, ${label} (${unit})`)].map(field);
  const body = rowsOf(lines).map((row) =>
    [new Date(row.at).toISOString(), ...lines.map(({ key }) => row[key] ?? "")].join(","),
  );
  return [head.join(","), ...body].join("\r\n");
}

/** The newest value of a line; null when it has none. */
export const newestOf = ({ points }: ChartLine): number | null =>
  points.findLast(({ value }) => value !== null)?.value ?? null;
