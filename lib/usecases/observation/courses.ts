import "server-only";
import { type CourseQuestion, courseStep } from "@/lib/domain/health/course";
import type { SignalCourse } from "@/lib/domain/health/signal";
import type { Signals, SignalTarget, SignalWindow } from "@/lib/ports/signals";

const AT_ONCE = 4;

/**
 * The courses asked for over one window, four questions at a time. A gap is null.
 * @throws TransientFailure when the metrics do not answer
 */
export async function readCourses(
  signals: Pick<Signals, "series">,
  target: SignalTarget,
  questions: readonly CourseQuestion[],
  { window, signal }: { window: SignalWindow; signal: AbortSignal },
): Promise<SignalCourse[]> {
  const stepSeconds = courseStep((window.to.getTime() - window.from.getTime()) / 1_000);
  const courses: SignalCourse[] = [];
  for (let start = 0; start < questions.length; start += AT_ONCE) {
    const group = questions.slice(start, start + AT_ONCE).map(async ({ signal: name, track }) => {
      const points = await signals.series(target, name, { window, track, stepSeconds, signal });
      return { signal: name, track, points };
    });
    courses.push(...(await Promise.all(group)));
  }
  return courses;
}
