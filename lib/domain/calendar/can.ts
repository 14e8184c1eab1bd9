import { decide, type Grant, type Scope } from "../access/decide";
import type { CalendarScope } from "./event";
import { SELF_SERVICE } from "./self-service";

type Can = { allowed: boolean; reason: string | null };

/** Where somebody needs a right for an event: an industry crosses tenants, a site belongs to its tenant. */
export function rightScope(scope: CalendarScope): Scope {
  switch (scope.level) {
    case "fleet":
    case "industry":
      return { level: "fleet" };
    case "tenant":
    case "site":
      return { level: "tenant", tenantId: scope.tenantId };
    case "environment":
      return { level: "environment", tenantId: scope.tenantId, environmentId: scope.environmentId };
  }
}

/** Whether somebody may set what they like there, beyond the limits of lib/domain/calendar/self-service. */
export const governs = (grants: readonly Grant[], scope: CalendarScope): boolean =>
  decide(grants, "calendar.govern", rightScope(scope)).allow;

type Subject = {
  scope: CalendarScope;
  kind: string;
  ownerId: string;
  ownerName: string;
  cancelledAt: Date | null;
};

/** Whether somebody may change or cancel an event: who governs any, others what they have put in themselves. */
export function canChange(
  grants: readonly Grant[],
  actorId: string,
  action: "calendar.edit" | "calendar.cancel",
  event: Subject,
): Can {
  const decision = decide(grants, action, rightScope(event.scope));
  if (!decision.allow) return { allowed: false, reason: decision.reason };
  if (event.cancelledAt !== null) return { allowed: false, reason: "It is cancelled already." };
  if (governs(grants, event.scope)) return { allowed: true, reason: null };
  if (event.ownerId !== actorId || !(SELF_SERVICE.kinds as readonly string[]).includes(event.kind)) {
    const reason = `${event.ownerName} has put this into the calendar; you may change what you have put in yourself.`;
    return { allowed: false, reason };
  }
  return { allowed: true, reason: null };
}
