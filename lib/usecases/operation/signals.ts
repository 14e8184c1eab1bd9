import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { OperationSignals } from "@/lib/contracts/api/resources/observation";
import { observationStory } from "@/lib/data/ledger/observation-rows";
import { ownedIn } from "@/lib/data/scope";
import { courseQuestions } from "@/lib/domain/health/course";
import type { SignalCourse } from "@/lib/domain/health/signal";
import { Problem } from "@/lib/domain/shared/problem";
import { ask } from "../ask";
import type { Context } from "../context";
import { readCourses } from "../observation/courses";
import { found, query } from "../query";
import { shared } from "./signals-cache";
import { type SignalsRow, signalsInclude, storyOf, type Watched, watchedOf } from "./signals-story";

/** Metrics that take longer than this are not waited for. */
const LIMIT_MS = 6_000;

/**
 * What was measured before and since, for the charts of one operation: live while the metrics answer, else what was
 * kept when the watching ended. Readers of the same operation share one question to the metrics for five seconds.
 */
export const getOperationSignals = query({
  action: "operation.read",
  input: API.getOperationSignals.params,
  run: async ({ ctx, scope, input }): Promise<OperationSignals> => {
    const row = found(
      await ctx.db.prisma.operation.findFirst({
        where: { AND: [{ id: input.operationId }, ownedIn(scope)] },
        include: signalsInclude,
      }),
      "operation",
    );
    const watched = watchedOf(row, ctx.now);
    const looks = await observationStory(ctx.db.prisma, row.id);
    const story = storyOf(row, looks);
    if (watched === null) {
      const at = ctx.now.toISOString();
      return { from: at, to: at, source: "none", note: unwatched(row), courses: [], ...story };
    }
    const [from, to] = [watched.window.from.toISOString(), watched.window.to.toISOString()];
    return { from, to, ...(await chosen(ctx, row, watched, looks.courses)), ...story };
  },
});

const unwatched = (row: SignalsRow): string =>
  row.startedAt === null
    ? "It has not begun: nothing is measured yet."
    : "Its plan watches nothing: this stage is not observed after a release.";

type Courses = Pick<OperationSignals, "source" | "note" | "courses">;

/** The metrics' own answer, unless more of it was kept than they still know. */
async function chosen(
  ctx: Context,
  row: SignalsRow,
  watched: Watched,
  stored: readonly SignalCourse[],
): Promise<Courses> {
  const kept = present(stored);
  const live = await liveCourses(ctx, row, watched);
  if (live.courses.length > 0 && measuredPoints(live.courses) >= measuredPoints(kept)) return live;
  if (measuredPoints(kept) === 0) return live;
  return {
    source: "kept",
    courses: kept,
    note: `${live.note ?? ""} What is drawn was kept when the watching ended.`.trim(),
  };
}

const measuredPoints = (courses: OperationSignals["courses"]): number =>
  courses.reduce((sum, { points }) => sum + points.filter(({ value }) => value !== null).length, 0);

const present = (courses: readonly SignalCourse[]): OperationSignals["courses"] =>
  courses.map(({ points, ...course }) => ({ ...course, points: [...points] }));

async function liveCourses(ctx: Context, row: SignalsRow, watched: Watched): Promise<Courses> {
  const { signals } = ctx.ports;
  const { clusterId } = row;
  const target = { clusterId, namespace: row.environment.namespace };
  const questions = courseQuestions(watched.settings, row.strategy === "canary");
  const read = async () => {
    if (!(await signals.available(clusterId)))
      throw new Problem("upstream_failed", "This cluster has no metrics source.");
    return ask(
      (signal) => readCourses(signals, target, questions, { window: watched.window, signal }),
      LIMIT_MS,
      "The cluster's metrics did not answer in time.",
    );
  };
  try {
    return { source: "live", note: null, courses: present(await shared(row.id, ctx.now, read)) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { source: "none", note: error.message, courses: [] };
  }
}
