/** The seconds an archived write-ahead log can bring back. */
export type Recoverable = { from: Date; until: Date };

/** What an environment says of itself; null where it has no log of its own, or nothing was archived yet. */
export function recoverableOf(row: {
  databaseCluster: string | null;
  recoverableFrom: Date | null;
  recoverableUntil: Date | null;
}): Recoverable | null {
  const { databaseCluster, recoverableFrom: from, recoverableUntil: until } = row;
  return databaseCluster === null || from === null || until === null || until < from ? null : { from, until };
}

export type PointFacts = {
  at: Date;
  source: {
    name: string;
    clusterId: string;
    databaseCluster: string | null;
    recoverable: Recoverable | null;
  };
  target: { name: string; clusterId: string };
};

const spoken = (time: Date) => `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** Null when this second can be brought back there, else the sentence that says why not and what would help. */
export function pointRefusal({ at, source, target }: PointFacts): string | null {
  if (source.databaseCluster === null)
    return `${source.name} keeps no write-ahead log of its own, so only its backups can be brought back. Choose one of them.`;
  if (source.clusterId !== target.clusterId)
    return `${source.name} and ${target.name} are on different clusters: a second can only be brought back on its own. Choose a backup.`;
  if (source.recoverable === null)
    return `Nothing of ${source.name}'s write-ahead log is known to be archived yet. Choose a backup.`;
  const { from, until } = source.recoverable;
  if (at < from)
    return `${spoken(at)} is before the first base backup that is kept. The earliest second is ${spoken(from)}.`;
  if (at > until)
    return `${spoken(at)} is newer than the last archived second, which is ${spoken(until)}. Choose that one, or wait until more is archived.`;
  return null;
}

/**
 * Which backup gives the files for a second: the first one taken after it, because files are only added and what was
 * deleted since is still in it; where there is none, the newest.
 */
export function filesFor<Point extends { takenAt: Date | null }>(
  points: readonly Point[],
  at: Date,
): Point | null {
  const taken = points
    .filter((point): point is Point & { takenAt: Date } => point.takenAt !== null)
    .toSorted((one, other) => one.takenAt.getTime() - other.takenAt.getTime());
  return taken.find(({ takenAt }) => takenAt >= at) ?? taken.at(-1) ?? null;
}

/**
 * The seconds whose files are known to be kept as well: none after the newest backup. What was written to the filestore
 * since is nowhere but beside the living database, where a drill does not look.
 */
export function withFiles(
  range: Recoverable | null,
  points: readonly { takenAt: Date | null }[],
): Recoverable | null {
  const newest = Math.max(0, ...points.map(({ takenAt }) => takenAt?.getTime() ?? 0));
  if (range === null || newest < range.from.getTime()) return null;
  return { from: range.from, until: new Date(Math.min(range.until.getTime(), newest)) };
}

/** What the archive of a database cluster says of itself, as far as it could be read. */
export type ArchiveFacts = {
  /** End of the oldest base backup that is kept. */
  firstRecoverable: Date | null;
  /** When the last segment of the log reached the store. */
  lastArchived: Date | null;
  /** Complete segments that have not reached it. */
  waiting: number | null;
  /** False while archiving fails. */
  archiving: boolean;
};

/** A look at the archive at which no closed segment waited to be archived. */
export type QuietLook = { askedAt: Date; answeredAt: Date };

/** The clocks of Holdfast's machine and of the database server may differ by so much. */
const CLOCKS_MS = 2_000;
/** Looks that are remembered; every one says the same until the next segment arrives. */
const MOST_LOOKS = 120;

/**
 * The newest of earlier quiet looks after which something was archived. When nothing waited, all that was written before
 * it was archived or in the open segment; whatever arrived later is that segment, however long its upload took.
 */
function provenLook({ archiving, lastArchived, waiting }: ArchiveFacts, looks: readonly QuietLook[]) {
  if (!archiving || lastArchived === null || waiting !== 0) return undefined;
  return looks.findLast(({ answeredAt }) => answeredAt.getTime() + CLOCKS_MS < lastArchived.getTime());
}

/**
 * The seconds that can be promised: those that are certainly in the archive. The time at which the last segment arrived
 * says when its upload ended, not what is in it, so an earlier look has to vouch for what was written by then. While
 * segments wait or archiving fails, the promise stays where it was.
 */
export function observedRange(
  facts: ArchiveFacts,
  before: { from: Date | null; until: Date | null },
  looks: readonly QuietLook[],
): { from: Date | null; until: Date | null } {
  const from = facts.firstRecoverable ?? before.from;
  const proven = provenLook(facts, looks);
  if (proven === undefined) return { from, until: before.until };
  const second = Math.floor((proven.askedAt.getTime() - CLOCKS_MS) / 1000) * 1000;
  return { from, until: new Date(Math.max(second, before.until?.getTime() ?? 0)) };
}

/** The looks to remember after another one, oldest first: what is older than the proven one says nothing more. */
export function rememberedLooks(
  facts: ArchiveFacts,
  looks: readonly QuietLook[],
  look: QuietLook,
): readonly QuietLook[] {
  const proven = provenLook(facts, looks);
  const still = proven === undefined ? looks : looks.slice(looks.indexOf(proven));
  return (facts.waiting === 0 ? [...still, look] : still).slice(-MOST_LOOKS);
}
