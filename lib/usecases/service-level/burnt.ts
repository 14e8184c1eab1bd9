import "server-only";
import type { Tx } from "@/lib/data/client";
import { DAY_MS } from "@/lib/domain/calendar/wall-clock";

const MOST = 50;

/** What stood in an environment for a while; `until` is null while it still does. */
export type Standing = {
  kind: "incident" | "release";
  id: string;
  title: string;
  from: Date;
  until: Date | null;
};

/** Incidents that touched a window, and releases that were opened in it: each of these for a day, or until the next one. */
export async function standingIn(
  db: Pick<Tx, "incident" | "operation">,
  environmentId: string,
  { from, to }: { from: Date; to: Date },
): Promise<{ incidents: Standing[]; releases: Standing[] }> {
  const incidents = await db.incident.findMany({
    where: {
      environmentId,
      openedAt: { lt: to },
      OR: [{ resolvedAt: null }, { resolvedAt: { gt: from } }],
    },
    select: { id: true, title: true, number: true, openedAt: true, resolvedAt: true },
    orderBy: { openedAt: "desc" },
    take: MOST,
  });
  const operations = await db.operation.findMany({
    where: { environmentId, kind: "deploy", finishedAt: { gte: from, lte: to }, release: { isNot: null } },
    select: { id: true, finishedAt: true, startedAt: true, release: { select: { name: true } } },
    orderBy: { finishedAt: "desc" },
    take: MOST,
  });
  const begun = operations.reverse().flatMap(({ id, startedAt, finishedAt, release }) => {
    const at = startedAt ?? finishedAt;
    return at === null ? [] : [{ id, at, title: release?.name ?? "release" }];
  });
  return {
    incidents: incidents.map(({ id, title, number, openedAt, resolvedAt }) => ({
      ...{
        kind: "incident" as const,
        id,
        title: `INC-${number} ${title}`,
        from: openedAt,
        until: resolvedAt,
      },
    })),
    releases: begun.map(({ id, at, title }, index) => {
      const day = at.getTime() + DAY_MS;
      const next = begun[index + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY;
      const until = Math.min(day, next, to.getTime());
      return { kind: "release", id, title, from: at, until: new Date(until) };
    }),
  };
}
