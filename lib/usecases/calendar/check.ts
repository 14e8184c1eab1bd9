import "server-only";
import type { z } from "zod";
import type { EditCalendarEvent } from "@/lib/contracts/api/resources/calendar";
import type { Tx } from "@/lib/data/client";
import { lockTenant } from "@/lib/data/locks";
import { governs } from "@/lib/domain/calendar/can";
import {
  CALENDAR_KIND_NAMES,
  type CalendarScope,
  effectsOf,
  type Occurrence,
} from "@/lib/domain/calendar/event";
import { familyName, MODULE_FAMILY_IDS } from "@/lib/domain/calendar/family";
import { upcomingOf } from "@/lib/domain/calendar/occurrences";
import { SELF_SERVICE, selfServiceRefusal } from "@/lib/domain/calendar/self-service";
import { timesProblem } from "@/lib/domain/calendar/times-problem";
import { isZone } from "@/lib/domain/calendar/wall-clock";
import { Problem } from "@/lib/domain/shared/problem";
import { listed } from "@/lib/domain/shared/words";
import { type Context, grantsOf } from "../context";

export type EventContent = Omit<z.output<typeof EditCalendarEvent>, "version">;

const invalid = (path: string, message: string) =>
  new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });

/** Why an event with this content cannot be stored, with the field; null when it can. */
export function contentProblem(content: EventContent): { path: string; message: string } | null {
  const effects = effectsOf(content.kind);
  if (!effects.includes(content.effect)) {
    const name = CALENDAR_KIND_NAMES[content.kind];
    return { path: "effect", message: `${name}: its effect is ${effects.join(" or ")}.` };
  }
  const known: readonly string[] = MODULE_FAMILY_IDS;
  const unknown = content.moduleFamilies.find((family) => !known.includes(family));
  if (unknown !== undefined) {
    const names = listed(MODULE_FAMILY_IDS.map(familyName));
    return { path: "moduleFamilies", message: `“${unknown}” is no family of modules. There are: ${names}.` };
  }
  if (content.kind !== "maintenance_window" && (content.announces ?? []).length > 0)
    return { path: "announces", message: "Only a maintenance window announces what will be felt." };
  const times = timesProblem(content);
  return times === null ? null : { path: isZone(content.zone) ? "start" : "zone", message: times };
}

/** The columns an event's content is stored in, with what comes next of it. Problem `invalid_input` when it is wrong. */
export function contentColumns(content: EventContent, now: Date) {
  const problem = contentProblem(content);
  if (problem !== null) throw invalid(problem.path, problem.message);
  const { start, announces, ...data } = content;
  const next = upcomingOf(content, now);
  return {
    ...data,
    localStart: start,
    ...(content.kind === "maintenance_window" && announces === undefined
      ? {}
      : { announces: announces ?? [] }),
    exceptions: [...new Set(data.exceptions)].toSorted(),
    nextFrom: next?.from ?? null,
    nextUntil: next?.until ?? null,
  };
}

/** Problem `invalid_input` for an event that is over before anybody could read of it. */
export function assertStillToCome(next: { nextFrom: Date | null }): void {
  if (next.nextFrom === null)
    throw invalid("start", "It is over already. Choose a time that is still to come.");
}

/**
 * Holds those who do not govern the calendar to the limits of self-service. Problem `forbidden` names the limit. Locks
 * the tenant's row, so that two at once do not both take the last free place of a month.
 */
export async function assertWithinSelfService(
  tx: Tx,
  ctx: Context,
  asked: { scope: CalendarScope; content: EventContent; next: Occurrence | null; exceptId?: string },
): Promise<void> {
  if (ctx.actor.kind === "system" || governs(grantsOf(ctx.actor), asked.scope)) return;
  const { scope, content, next } = asked;
  if (next === null || !("tenantId" in scope))
    throw new Problem("forbidden", "Ask a release manager for it.");
  await lockTenant(tx, scope.tenantId);
  const sameMonth = await tx.calendarEvent.count({
    where: {
      tenantId: scope.tenantId,
      kind: { in: [...SELF_SERVICE.kinds] },
      recurrence: null,
      cancelledAt: null,
      localStart: { startsWith: content.start.slice(0, 7) },
      ...(asked.exceptId === undefined ? {} : { id: { not: asked.exceptId } }),
    },
  });
  const refusal = selfServiceRefusal(
    {
      kind: content.kind,
      effect: content.effect,
      level: scope.level,
      repeats: content.recurrence !== null,
      ...next,
      sameMonth,
    },
    ctx.now,
  );
  if (refusal !== null) throw new Problem("forbidden", refusal);
}
