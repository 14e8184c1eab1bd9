import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Database } from "@/lib/data/client";
import { readScope } from "@/lib/domain/access/decide";
import { CALENDAR_KIND_NAMES } from "@/lib/domain/calendar/event";
import { recurrenceWords } from "@/lib/domain/calendar/recurrence-words";
import { DAY_MS, formatLocal, MINUTE_MS, parseLocal } from "@/lib/domain/calendar/wall-clock";
import { type WrittenEvent, writeCalendar } from "@/lib/domain/icalendar/write";
import { Problem } from "@/lib/domain/shared/problem";
import { parseInput } from "../query";
import { grantOf } from "../session/grants";
import { eventsAbout, eventsIn } from "./covers";
import { type ShownRow, shownSelect } from "./event-rows";
import { feedTokenHash } from "./feed-token";
import { coveredName } from "./present";

/** What is over longer than this is left out, in days. */
const BEHIND_DAYS = 92;
const MOST_EVENTS = 5_000;
/** Read times are written down at most this often. */
const SEEN_MS = 60_000;
/** Zones are spelled out so many years ahead. */
const YEARS_AHEAD = 5;

const unknown = () =>
  new Problem(
    "not_found",
    "This address of a calendar answers no more. Make a new one on your account's page.",
  );

/**
 * What the owner of a feed sees now, as an iCalendar file. Whoever has the address reads as its owner; a revoked or
 * expired one, and one of somebody who has left, is `not_found`.
 */
export async function readCalendarFeed(
  { db, now }: { db: Database; now: Date },
  raw: { token: string },
): Promise<string> {
  const { token } = parseInput(API.readCalendarFeed.query, raw);
  const feed = await db.prisma.calendarFeed.findUnique({
    where: { tokenHash: feedTokenHash(token) },
    include: { user: { include: { roleBindings: true } } },
  });
  if (feed === null || feed.revokedAt !== null || feed.expiresAt <= now) throw unknown();
  if (feed.user.disabledAt !== null) throw unknown();
  const scope = readScope(feed.user.roleBindings.map(grantOf), "calendar.read");
  const about = await eventsAbout(db.prisma, {
    tenantId: feed.environmentId === null ? (feed.tenantId ?? undefined) : undefined,
    environmentId: feed.environmentId ?? undefined,
  });
  const since = new Date(now.getTime() - BEHIND_DAYS * DAY_MS);
  const rows = await db.prisma.calendarEvent.findMany({
    where: {
      AND: [
        await eventsIn(db.prisma, scope),
        about ?? { id: { in: [] } },
        // A cancelled one is told for a while, so that the reader's program takes it away.
        { OR: [{ cancelledAt: null }, { cancelledAt: { gte: since } }] },
        {
          OR: [
            { recurrence: { not: null } },
            { nextUntil: { not: null } },
            { localStart: { gte: since.toISOString().slice(0, 16) } },
          ],
        },
      ],
    },
    select: shownSelect,
    orderBy: [{ localStart: "desc" }, { id: "asc" }],
    take: MOST_EVENTS,
  });
  if (feed.lastReadAt === null || now.getTime() - feed.lastReadAt.getTime() > SEEN_MS) {
    await db.prisma.calendarFeed.updateMany({ where: { id: feed.id }, data: { lastReadAt: now } });
  }
  const first = rows.at(-1)?.localStart.slice(0, 4) ?? String(now.getUTCFullYear());
  const years = { from: Number(first), until: now.getUTCFullYear() + YEARS_AHEAD };
  return writeCalendar(`Holdfast: ${feed.name}`, rows.map(writtenEvent), years);
}

/** An event as a calendar program reads it; what only Holdfast understands travels beside it. */
export function writtenEvent(row: ShownRow): WrittenEvent {
  const start = parseLocal(row.localStart) ?? 0;
  const words = recurrenceWords(row.recurrence, row.localStart, row.zone);
  return {
    uid: row.icalUid ?? `${row.id}@holdfast`,
    title: row.title,
    description: [row.reason, row.recurrence === null ? "" : `${words}.`].filter(Boolean).join("\n"),
    category: CALENDAR_KIND_NAMES[row.kind],
    where: coveredName(row),
    zone: row.zone,
    start: `${row.localStart}:00`,
    end: `${formatLocal(start + row.durationMinutes * MINUTE_MS)}:00`,
    recurrence: row.recurrence,
    exceptions: row.exceptions,
    version: row.version,
    changedAt: row.updatedAt,
    cancelled: row.cancelledAt !== null,
    own: {
      KIND: row.kind,
      EFFECT: row.effect,
      REASON: row.reason,
      STAGES: row.stages.join(" "),
      ...(row.moduleFamilies.length === 0 ? {} : { FAMILIES: row.moduleFamilies.join(" ") }),
    },
  };
}
