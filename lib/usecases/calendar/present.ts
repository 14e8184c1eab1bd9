import "server-only";
import type { CalendarEvent } from "@/lib/contracts/api/resources/calendar";
import { ALERT_DOMAINS } from "@/lib/domain/alert/source";
import { canChange } from "@/lib/domain/calendar/can";
import { recurrenceWords } from "@/lib/domain/calendar/recurrence-words";
import { type Context, grantsOf } from "../context";
import { scopeOfRow } from "./as-event";
import type { ShownRow } from "./event-rows";

const named = (row: { id: string; name: string } | null) => row && { id: row.id, name: row.name };

/** What an event covers, in words. */
export function coveredName(row: ShownRow): string {
  switch (row.level) {
    case "fleet":
      return "The whole fleet";
    case "industry":
      return `Industry ${row.industry ?? ""}`;
    case "tenant":
      return row.tenant?.name ?? "";
    case "site":
      return `${row.tenant?.name ?? ""}, ${row.site?.name ?? ""}`;
    case "environment":
      return `${row.tenant?.name ?? ""}, ${row.environment?.name ?? ""}`;
  }
}

export function presentEvent(ctx: Context, row: ShownRow): CalendarEvent {
  const subject = {
    scope: scopeOfRow(row),
    kind: row.kind,
    ownerId: row.createdBy.id,
    ownerName: row.createdBy.name,
    cancelledAt: row.cancelledAt,
  };
  const can = (action: "calendar.edit" | "calendar.cancel") =>
    canChange(grantsOf(ctx.actor), ctx.actor.id, action, subject);
  return {
    id: row.id,
    kind: row.kind,
    effect: row.effect,
    title: row.title,
    reason: row.reason,
    scope: {
      level: row.level,
      industry: row.industry,
      tenant: named(row.tenant),
      site: named(row.site),
      environment: named(row.environment),
      name: coveredName(row),
    },
    moduleFamilies: row.moduleFamilies,
    stages: row.stages,
    announces: ALERT_DOMAINS.filter((domain) => row.announces.includes(domain)),
    zone: row.zone,
    start: row.localStart,
    durationMinutes: row.durationMinutes,
    recurrence: row.recurrence,
    recurrenceWords: recurrenceWords(row.recurrence, row.localStart, row.zone),
    exceptions: row.exceptions,
    owner: row.createdBy,
    upcoming:
      row.nextFrom === null || row.nextUntil === null || row.cancelledAt !== null
        ? null
        : { from: row.nextFrom.toISOString(), until: row.nextUntil.toISOString() },
    imported: row.icalUid !== null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    cancelledAt: row.cancelledAt?.toISOString() ?? null,
    cancelledBy: row.cancelledBy,
    cancelReason: row.cancelReason,
    version: row.version,
    can: { edit: can("calendar.edit"), cancel: can("calendar.cancel") },
  };
}
