import { decide, type Grant, type Scope } from "../access/decide";
import { actionWords } from "../access/words";
import { momentIn } from "../shared/moment";

/** A hold stops every start and resume on what it covers, until it is lifted or ends by itself. */
export type Hold = {
  id: string;
  level: Scope["level"];
  tenantId: string | null;
  environmentId: string | null;
  reason: string;
  owner: string;
  expiresAt: Date;
  liftedAt: Date | null;
};

/** How the reason of a wait begins that a hold, or another closed gate, has the blame for. */
export const HELD_BACK = "Held back.";

/** The longest a hold may last, in milliseconds: 31 days. Who wants longer looks at it again. */
export const HOLD_LONGEST_MS = 31 * 24 * 3_600_000;

/** Holds that may stand on one subject at a time: several people may each have a reason of their own. */
export const HOLDS_PER_SUBJECT = 10;

const WIDTH = { fleet: 0, tenant: 1, environment: 2 } as const satisfies Record<Scope["level"], number>;

/** A hold stands from when it was placed until it is lifted or its end is reached. */
export const isStanding = (hold: Pick<Hold, "liftedAt" | "expiresAt">, now: Date): boolean =>
  hold.liftedAt === null && hold.expiresAt > now;

function covers(hold: Hold, where: { tenantId: string; environmentId: string }): boolean {
  switch (hold.level) {
    case "fleet":
      return true;
    case "tenant":
      return hold.tenantId === where.tenantId;
    case "environment":
      return hold.environmentId === where.environmentId;
  }
}

/** The holds an environment is under now: the fleet's, its tenant's, its own; among equals the longest first. */
export function activeHolds<Row extends Hold>(
  holds: readonly Row[],
  where: { tenantId: string; environmentId: string },
  now: Date,
): readonly Row[] {
  return holds
    .filter((hold) => isStanding(hold, now) && covers(hold, where))
    .sort(
      (one, other) =>
        WIDTH[one.level] - WIDTH[other.level] || other.expiresAt.getTime() - one.expiresAt.getTime(),
    );
}

/** Null when a hold may end at `until`, else the sentence that says why not. */
export function endRefusal(until: Date, now: Date): string | null {
  if (until <= now) return "This end has passed already. Choose a time that is still to come.";
  if (until.getTime() - now.getTime() > HOLD_LONGEST_MS)
    return "A hold lasts 31 days at most. Choose an earlier end; it can be placed again.";
  return null;
}

/** Where a hold lives, as access rules see it. */
export function scopeOfHold(hold: Pick<Hold, "level" | "tenantId" | "environmentId">): Scope {
  const { level, tenantId, environmentId } = hold;
  if (level === "tenant" && tenantId !== null) return { level, tenantId };
  if (level === "environment" && tenantId !== null && environmentId !== null)
    return { level, tenantId, environmentId };
  return { level: "fleet" };
}

type Can = { allowed: boolean; reason: string | null };

const yes: Can = { allowed: true, reason: null };
const no = (reason: string): Can => ({ allowed: false, reason });

/** Whether someone with these grants may place a hold on `scope`. */
export const canPlaceHold = (grants: readonly Grant[], scope: Scope): Can =>
  byRight(grants, "hold.place", scope);

/** Whether someone with these grants may lift the hold now; the right comes first, then whether it still stands. */
export function canLiftHold(grants: readonly Grant[], hold: Hold, now: Date, zone: string): Can {
  const right = byRight(grants, "hold.lift", scopeOfHold(hold));
  const over = endedSentence(hold, now, zone);
  return right.allowed && over !== null ? no(over) : right;
}

/** Null while the hold stands, else the sentence that says how it ended. */
export function endedSentence(
  hold: Pick<Hold, "liftedAt" | "expiresAt">,
  now: Date,
  zone: string,
): string | null {
  if (hold.liftedAt !== null) return `This hold was lifted already, on ${momentIn(hold.liftedAt, zone)}.`;
  if (hold.expiresAt <= now) return `This hold ended by itself on ${momentIn(hold.expiresAt, zone)}.`;
  return null;
}

function byRight(grants: readonly Grant[], action: "hold.place" | "hold.lift", scope: Scope): Can {
  const decision = decide(grants, action, scope);
  if (decision.allow) return yes;
  // Who sees part of a tenant knows that the tenant exists: nothing is given away by saying so.
  return no(
    decision.reveal === "nothing"
      ? `To ${actionWords(action)} needs a role over all of it; yours covers a part.`
      : decision.reason,
  );
}
