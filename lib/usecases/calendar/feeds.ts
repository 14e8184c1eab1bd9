import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { CalendarFeed } from "@/lib/contracts/api/resources/calendar-file";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { lockPerson } from "@/lib/data/locks";
import { environmentsIn, tenantsIn } from "@/lib/data/scope";
import { readScope } from "@/lib/domain/access/decide";
import { Problem } from "@/lib/domain/shared/problem";
import { command, type Target } from "../command";
import { type Context, grantsOf } from "../context";
import { ownScope } from "../notice/own";
import { feedPath, feedTokenHash, newFeedToken } from "./feed-token";

/** A calendar program forgets nothing; the address ends by itself and is made anew. */
const FEED_DAYS = 400;
const MOST_FEEDS = 10;
const DAY_MS = 86_400_000;

const feedInclude = {
  tenant: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true } },
} satisfies Prisma.CalendarFeedInclude;
type FeedRow = Prisma.CalendarFeedGetPayload<{ include: typeof feedInclude }>;

const present = (row: FeedRow, now: Date): CalendarFeed => ({
  id: row.id,
  name: row.name,
  tenant: row.tenant,
  environment: row.environment,
  createdAt: row.createdAt.toISOString(),
  rotatedAt: row.rotatedAt?.toISOString() ?? null,
  expiresAt: row.expiresAt.toISOString(),
  lastReadAt: row.lastReadAt?.toISOString() ?? null,
  active: row.revokedAt === null && row.expiresAt > now,
});

const endOf = (now: Date): Date => new Date(now.getTime() + FEED_DAYS * DAY_MS);

/** One's own addresses that still answer, newest first. */
export async function listCalendarFeeds(ctx: Context): Promise<{ items: CalendarFeed[] }> {
  const rows = await ctx.db.prisma.calendarFeed.findMany({
    where: { userId: ctx.actor.id, revokedAt: null, expiresAt: { gt: ctx.now } },
    include: feedInclude,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: MOST_FEEDS,
  });
  return { items: rows.map((row) => present(row, ctx.now)) };
}

/** Makes an address that a calendar program can read without a session; its token is answered once and kept nowhere. */
export const createCalendarFeed = command({
  action: "calendar.subscribe",
  input: API.createCalendarFeed.body,
  target: async (tx, input, ctx) => {
    const where = await narrowedTo(tx, ctx, input);
    return (
      where && {
        row: where,
        scope: ownScope(ctx),
        kind: "calendar_feed",
        id: ctx.actor.id,
        name: "own calendar address",
        ...where,
      }
    );
  },
  run: async ({ tx, ctx, input, target, note }) => {
    await lockPerson(tx, ctx.actor.id);
    const there = await tx.calendarFeed.count({
      where: { userId: ctx.actor.id, revokedAt: null, expiresAt: { gt: ctx.now } },
    });
    if (there >= MOST_FEEDS) {
      throw new Problem(
        "conflict",
        `You have ${MOST_FEEDS} addresses already. End one you no longer use first.`,
      );
    }
    const token = newFeedToken();
    const row = await tx.calendarFeed.create({
      data: {
        userId: ctx.actor.id,
        name: input.name,
        ...target.row,
        tokenHash: feedTokenHash(token),
        createdAt: ctx.now,
        expiresAt: endOf(ctx.now),
      },
      include: feedInclude,
    });
    note({ feedId: row.id, feed: row.name });
    return { ...present(row, ctx.now), path: feedPath(token) };
  },
});

/** What the address shows; null when that is nothing the reader sees. */
async function narrowedTo(
  tx: Tx,
  ctx: Context,
  { tenantId, environmentId }: { tenantId?: string | undefined; environmentId?: string | undefined },
): Promise<{ tenantId: string | null; environmentId: string | null } | null> {
  const scope = readScope(grantsOf(ctx.actor), "calendar.read");
  if (environmentId !== undefined) {
    const row = await tx.environment.findFirst({
      where: {
        AND: [{ id: environmentId }, tenantId === undefined ? {} : { tenantId }, environmentsIn(scope)],
      },
      select: { tenantId: true },
    });
    return row && { tenantId: row.tenantId, environmentId };
  }
  if (tenantId === undefined) return { tenantId: null, environmentId: null };
  const row = await tx.tenant.findFirst({
    where: { AND: [{ id: tenantId }, tenantsIn(scope)] },
    select: { id: true },
  });
  return row && { tenantId: row.id, environmentId: null };
}

/** One's own address; somebody else's does not exist. */
async function feedTarget(tx: Tx, input: { feedId: string }, ctx: Context): Promise<Target<FeedRow> | null> {
  const row = await tx.calendarFeed.findFirst({
    where: { id: input.feedId, userId: ctx.actor.id },
    include: feedInclude,
  });
  if (row === null) return null;
  const { tenantId, environmentId } = row;
  return {
    row,
    scope: ownScope(ctx),
    kind: "calendar_feed",
    id: row.id,
    name: "own calendar address",
    tenantId,
    environmentId,
  };
}

const ended = () => new Problem("conflict", "This address has ended already.");

/** Replaces the token of an address and lets it live anew; the old one answers no more from the commit on. */
export const rotateCalendarFeed = command({
  action: "calendar.subscribe",
  input: API.rotateCalendarFeed.params,
  target: feedTarget,
  run: async ({ tx, ctx, target: { row }, note }) => {
    const token = newFeedToken();
    const data = { tokenHash: feedTokenHash(token), rotatedAt: ctx.now, expiresAt: endOf(ctx.now) };
    const { count } = await tx.calendarFeed.updateMany({
      where: { id: row.id, revokedAt: null, tokenHash: row.tokenHash },
      data,
    });
    if (count !== 1) throw ended();
    note({ feed: row.name, what: "new token" });
    return { ...present({ ...row, ...data }, ctx.now), path: feedPath(token) };
  },
});

/** Ends an address. */
export const revokeCalendarFeed = command({
  action: "calendar.subscribe",
  input: API.revokeCalendarFeed.params,
  target: feedTarget,
  run: async ({ tx, ctx, target: { row }, note }) => {
    const { count } = await tx.calendarFeed.updateMany({
      where: { id: row.id, revokedAt: null },
      data: { revokedAt: ctx.now },
    });
    if (count !== 1) throw ended();
    note({ feed: row.name, what: "revoked" });
    return present({ ...row, revokedAt: ctx.now }, ctx.now);
  },
});
