import "server-only";
import type { ObservationVerdict, SignalComparison } from "@/lib/domain/health/compare";
import type { SignalCourse } from "@/lib/domain/health/signal";
import type { Json } from "@/lib/domain/operation/run";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";
import { listOf } from "./json";
import { asTransient } from "./outage";
import { type TellingDependencies, tellingTransaction } from "./telling";
import { jsonOf } from "./turn-back";

/** One look of a watching step. */
export type ObservationRow = {
  at: Date;
  verdict: ObservationVerdict;
  sentence: string;
  comparisons: readonly SignalComparison[];
  /** True for the look that ended the watching: it decides, and is not repeated. */
  final: boolean;
};

type NewObservation = Omit<ObservationRow, "final"> & {
  operationId: string;
  step: string;
  /** Kept by the look that ends the watching; null for every other. */
  courses: readonly SignalCourse[] | null;
};

/** Looks of a day watched at the shortest pace, and some: no step adds more. */
const MOST_LOOKS = 10_000;

/** Looks shown of one operation, the newest. */
const SHOWN_LOOKS = 300;
/** Among so many newest looks one has compared something, or nothing could be compared for a long time. */
const SEARCHED_LOOKS = 20;

/** What an operation's looks found: all of them, oldest first; the newest that compared; the courses kept last. */
export async function observationStory(db: Tx, operationId: string) {
  const rows = db.operationObservation;
  const orderBy: Prisma.OperationObservationOrderByWithRelationInput[] = [{ at: "desc" }, { id: "desc" }];
  const where = { operationId };
  const [looks, newest, kept] = await Promise.all([
    rows.findMany({
      where,
      orderBy,
      take: SHOWN_LOOKS,
      select: { at: true, step: true, verdict: true, sentence: true },
    }),
    rows.findMany({
      where,
      orderBy,
      take: SEARCHED_LOOKS,
      select: { at: true, step: true, comparisons: true },
    }),
    rows.findFirst({
      where: { operationId, courses: { not: Prisma.AnyNull } },
      orderBy,
      select: { courses: true },
    }),
  ]);
  return {
    looks: looks.reverse(),
    compared: newest.find(({ comparisons }) => listOf(comparisons).length > 0) ?? null,
    courses: listOf<SignalCourse>(kept?.courses),
  };
}

export type ObservationStory = Awaited<ReturnType<typeof observationStory>>;

/** The records of the watching steps of lib/operations/deploy on PostgreSQL. */
export function createObservationRecords(deps: TellingDependencies) {
  const rows = deps.db.prisma.operationObservation;
  return {
    /** The newest looks of one step, the newest first. */
    latest: (operationId: string, step: string, count: number): Promise<readonly ObservationRow[]> =>
      asTransient(async () => {
        const found = await rows.findMany({
          where: { operationId, step },
          orderBy: [{ at: "desc" }, { id: "desc" }],
          take: count,
        });
        return found.map(({ at, verdict, sentence, comparisons, courses }) => ({
          at,
          verdict,
          sentence,
          comparisons: listOf<SignalComparison>(comparisons),
          final: courses !== null,
        }));
      }),
    append: (look: NewObservation): Promise<void> =>
      asTransient(() =>
        tellingTransaction(deps, async ({ tx, announce }) => {
          const { operationId, courses, comparisons, ...facts } = look;
          if ((await tx.operationObservation.count({ where: { operationId } })) >= MOST_LOOKS) return;
          await tx.operationObservation.create({
            data: {
              ...facts,
              operationId,
              comparisons: jsonOf(comparisons as unknown as Json) as Prisma.InputJsonValue,
              courses: courses === null ? Prisma.DbNull : jsonOf(courses as unknown as Json),
            },
          });
          const { tenantId, environmentId } = await tx.operation.findUniqueOrThrow({
            where: { id: operationId },
            select: { tenantId: true, environmentId: true },
          });
          const subject = { kind: "operation" as const, id: operationId };
          await announce({ type: "operation.progressed", tenantId, environmentId, subject });
        }),
      ),
  };
}
