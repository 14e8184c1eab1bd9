import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { CalendarEvent, CalendarScope } from "@/lib/domain/calendar/event";

/** What the calendar's rules need of a row. */
export const eventSelect = {
  id: true,
  kind: true,
  effect: true,
  title: true,
  reason: true,
  level: true,
  industry: true,
  tenantId: true,
  siteId: true,
  environmentId: true,
  moduleFamilies: true,
  stages: true,
  zone: true,
  localStart: true,
  durationMinutes: true,
  recurrence: true,
  exceptions: true,
  nextFrom: true,
  nextUntil: true,
  cancelledAt: true,
  createdBy: { select: { name: true } },
} satisfies Prisma.CalendarEventSelect;

export type EventRow = Prisma.CalendarEventGetPayload<{ select: typeof eventSelect }>;

/** What the domain's rules look at. */
export const asCalendarEvent = (row: EventRow): CalendarEvent => eventOwnedBy(row.createdBy.name, row);

const eventOwnedBy = (owner: string, row: Omit<EventRow, "createdBy">): CalendarEvent => ({
  id: row.id,
  kind: row.kind,
  effect: row.effect,
  title: row.title,
  reason: row.reason,
  owner,
  scope: scopeOfRow(row),
  moduleFamilies: row.moduleFamilies,
  stages: row.stages,
  zone: row.zone,
  start: row.localStart,
  durationMinutes: row.durationMinutes,
  recurrence: row.recurrence,
  exceptions: row.exceptions,
  cancelledAt: row.cancelledAt,
  upcoming:
    row.nextFrom === null || row.nextUntil === null ? null : { from: row.nextFrom, until: row.nextUntil },
});

type Read = { where: Prisma.Sql; order: Prisma.Sql; limit: number };
type ReadRow = Omit<EventRow, "createdBy"> & { owner: string };

/** Events as the rules look at them, in one statement; `where` and `order` are about a row called event. */
export async function readCalendarEvents(db: Tx, { where, order, limit }: Read): Promise<CalendarEvent[]> {
  const rows = await db.$queryRaw<ReadRow[]>`
    SELECT event.id, event.kind::text AS kind, event.effect::text AS effect, event.title, event.reason,
           event.level::text AS level, event.industry, event.tenant_id AS "tenantId", event.site_id AS "siteId",
           event.environment_id AS "environmentId", coalesce(event.module_families, '{}') AS "moduleFamilies",
           coalesce(event.stages::text[], '{}') AS stages, event.zone, event.local_start AS "localStart",
           event.duration_minutes AS "durationMinutes", event.recurrence, coalesce(event.exceptions, '{}') AS exceptions,
           event.next_from AS "nextFrom", event.next_until AS "nextUntil", event.cancelled_at AS "cancelledAt",
           owner.name AS owner
    FROM calendar_event event JOIN "user" owner ON owner.id = event.created_by_id
    WHERE ${where}
    ORDER BY ${order}
    LIMIT ${limit}`;
  return rows.map((row) => eventOwnedBy(row.owner, row));
}

type ScopeRow = Pick<EventRow, "level" | "industry" | "tenantId" | "siteId" | "environmentId">;

/** Where a row counts. The database holds each level to its ids. @throws Error when it does not */
export function scopeOfRow({ level, industry, tenantId, siteId, environmentId }: ScopeRow): CalendarScope {
  if (level === "fleet") return { level };
  if (level === "industry" && industry !== null) return { level, industry };
  if (level === "tenant" && tenantId !== null) return { level, tenantId };
  if (level === "site" && tenantId !== null && siteId !== null) return { level, tenantId, siteId };
  if (level === "environment" && tenantId !== null && environmentId !== null)
    return { level, tenantId, environmentId };
  throw new Error(`A calendar event on the level ${level} lacks what it counts for.`);
}
