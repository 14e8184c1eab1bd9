/** The time an axis shows, in milliseconds. */
export type Axis = { from: number; until: number };

const SHORTEST_MS = 60_000;
/** Labels nearer to each other than this, in percent of the axis, would lie on one another. */
const LABEL_PERCENT = 14;

/** From the oldest of these moments until now. */
export function axisOf(moments: readonly string[], now: string): Axis {
  const until = Date.parse(now);
  const from = Math.min(until - SHORTEST_MS, ...moments.map((at) => Date.parse(at)));
  return { from, until };
}

/** Where a moment stands on the axis, from 0 to 100; what lies outside stands at its end. */
export function percentOf({ from, until }: Axis, at: number | string): number {
  const moment = typeof at === "string" ? Date.parse(at) : at;
  return Math.min(100, Math.max(0, ((moment - from) / (until - from)) * 100));
}

/** `count` moments that part the axis evenly, its two ends among them. */
export function ticksOf({ from, until }: Axis, count: number): readonly number[] {
  const step = (until - from) / (count - 1);
  return Array.from({ length: count }, (_, index) => from + step * index);
}

/** Which of these may carry their label: from the newest on, where there is room. */
export function labelled<Mark extends { at: string }>(axis: Axis, marks: readonly Mark[]): ReadonlySet<Mark> {
  const shown = new Set<Mark>();
  let next = Number.POSITIVE_INFINITY;
  for (const mark of marks.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))) {
    const place = percentOf(axis, mark.at);
    if (next - place < LABEL_PERCENT) continue;
    shown.add(mark);
    next = place;
  }
  return shown;
}

/** The neighbour that an arrow key leads to, in time; the ends stay. Null for any other key. */
export function neighbour(key: string, index: number, count: number): number | null {
  const last = count - 1;
  if (key === "ArrowRight" || key === "ArrowUp") return Math.min(last, index + 1);
  if (key === "ArrowLeft" || key === "ArrowDown") return Math.max(0, index - 1);
  if (key === "Home") return 0;
  return key === "End" ? last : null;
}
