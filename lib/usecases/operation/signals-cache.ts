import "server-only";
import type { SignalCourse } from "@/lib/domain/health/signal";

const FRESH_MS = 5_000;
const MOST_ENTRIES = 200;
type Entry = { at: number; courses: Promise<SignalCourse[]> };
const entries = new Map<string, Entry>();

/** Courses of one operation, asked for at most every five seconds however many look; a failure is not kept. */
export function shared(
  operationId: string,
  now: Date,
  read: () => Promise<SignalCourse[]>,
): Promise<SignalCourse[]> {
  const known = entries.get(operationId);
  if (known !== undefined && Math.abs(now.getTime() - known.at) < FRESH_MS) return known.courses;
  const entry = { at: now.getTime(), courses: read() };
  entries.delete(operationId);
  entries.set(operationId, entry);
  entry.courses.catch(() => {
    if (entries.get(operationId) === entry) entries.delete(operationId);
  });
  const [oldest] = entries.keys();
  if (entries.size > MOST_ENTRIES && oldest !== undefined) entries.delete(oldest);
  return entry.courses;
}
