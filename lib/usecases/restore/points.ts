import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Tx } from "@/lib/data/client";
import { nothingToBringBack } from "@/lib/domain/recovery/restore";
import { type PointRow, pointInclude } from "./facts";

/** Backups on one page of points. */
const MOST_POINTS = 60;

export type PointsPage = {
  /** The newest first; one that was named is among them, however old it is. */
  points: readonly PointRow[];
  /** Backups taken before this moment are on the next page; null when there are none. */
  older: Date | null;
  /** Why the one that was named is not among them; null when it is, or none was named. */
  pointRefusal: string | null;
};

/** The backups of an environment that can be brought back: the newest, or those taken before a moment. */
export async function pointsOf(
  db: Tx,
  source: { id: string; name: string },
  { pointId, before }: { pointId?: string | undefined; before?: string | undefined },
): Promise<PointsPage> {
  const found = await db.backup.findMany({
    where: {
      environmentId: source.id,
      state: { in: ["good", "damaged"] },
      takenAt: before === undefined ? { not: null } : { lt: new Date(before) },
    },
    include: pointInclude,
    orderBy: [{ takenAt: "desc" }, { id: "desc" }],
    take: MOST_POINTS + 1,
  });
  const page = found.slice(0, MOST_POINTS);
  const older = found.length > MOST_POINTS ? (page.at(-1)?.takenAt ?? null) : null;
  if (pointId === undefined || page.some(({ id }) => id === pointId))
    return { points: page, older, pointRefusal: null };
  const named = await pointNamed(db, pointId, source.id);
  if (named === null)
    return { points: page, older, pointRefusal: `${NOT_THERE} ${source.name}. Choose another one.` };
  const refusal = nothingToBringBack({ ...named, complete: true });
  if (refusal !== null) return { points: page, older, pointRefusal: refusal };
  const points = [...page, named].toSorted((one, other) => takenAt(other) - takenAt(one));
  return { points, older, pointRefusal: null };
}

const NOT_THERE = "The backup that was named is not there, or is none of";
const takenAt = (point: PointRow): number => (point.takenAt ?? point.createdAt).getTime();

const pointNamed = async (db: Tx, pointId: string, environmentId: string): Promise<PointRow | null> =>
  Id.safeParse(pointId).success
    ? db.backup.findFirst({ where: { id: pointId, environmentId }, include: pointInclude })
    : null;

/** Whose backup was named, so that its environment's backups are shown; null for one that is nobody's to see. */
export async function sourceOfPoint(db: Tx, pointId: string | undefined): Promise<string | null> {
  if (pointId === undefined || !Id.safeParse(pointId).success) return null;
  const row = await db.backup.findUnique({ where: { id: pointId }, select: { environmentId: true } });
  return row?.environmentId ?? null;
}
