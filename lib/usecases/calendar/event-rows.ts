import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { EventFact } from "@/lib/data/outbox";
import { rightScope } from "@/lib/domain/calendar/can";
import type { Target } from "../command";
import { eventSelect, scopeOfRow } from "./as-event";

const person = { select: { id: true, name: true } } as const;

/** What pages show of an event, and its rules look at. */
export const shownSelect = {
  ...eventSelect,
  announces: true,
  icalUid: true,
  createdAt: true,
  updatedAt: true,
  cancelReason: true,
  version: true,
  createdBy: person,
  cancelledBy: person,
  tenant: { select: { id: true, name: true, industry: true } },
  site: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true } },
} satisfies Prisma.CalendarEventSelect;

export type ShownRow = Prisma.CalendarEventGetPayload<{ select: typeof shownSelect }>;

/** The event an act is about, where its scope puts the right. */
export async function eventTarget(tx: Tx, input: { eventId: string }): Promise<Target<ShownRow> | null> {
  const row = await tx.calendarEvent.findUnique({ where: { id: input.eventId }, select: shownSelect });
  if (row === null) return null;
  const { id, title, tenantId, environmentId } = row;
  const scope = rightScope(scopeOfRow(row));
  return { row, scope, kind: "calendar_event", id, name: title, tenantId, environmentId };
}

type Happened = "calendar.added" | "calendar.edited" | "calendar.cancelled" | "calendar.imported";

/** What live readers are told of an event. */
export const calendarEvent = (
  type: Happened,
  row: { id: string; tenantId: string | null; environmentId: string | null },
): EventFact => ({
  type,
  tenantId: row.tenantId,
  environmentId: row.environmentId,
  subject: { kind: "calendar", id: row.id },
});

/** What the audit log keeps of an event's content. */
export const eventFacts = (row: ShownRow): Record<string, unknown> => ({
  kind: row.kind,
  effect: row.effect,
  title: row.title,
  reason: row.reason,
  zone: row.zone,
  start: row.localStart,
  durationMinutes: row.durationMinutes,
  recurrence: row.recurrence,
  exceptions: row.exceptions,
  moduleFamilies: row.moduleFamilies,
  stages: row.stages,
  ...(row.announces.length === 0 ? {} : { announces: row.announces }),
});
