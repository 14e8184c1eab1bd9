import { type GrantRole, ROLE_NAMES, type Role } from "../access/roles";
import { actionWords } from "../access/words";

/** The longest a right may be lent, in days. Who wants longer gives the role itself. */
export const DELEGATION_LONGEST_DAYS = 60;
const DAY_MS = 24 * 3_600_000;

/** Roles whose right to decide may be lent, each with the roles of those who may hold it meanwhile. */
export const DELEGABLE: Partial<Record<Role, readonly Role[]>> = {
  release_manager: ["release_manager", "platform_engineer"],
  plant_it: ["plant_it", "release_manager", "support"],
  platform_engineer: ["platform_engineer", "release_manager"],
};

/** Whether somebody with these roles may hold a lent one: asked when it is given, and whenever it is used. */
export const mayReceive = (role: Role, held: readonly GrantRole[]): boolean =>
  DELEGABLE[role]?.some((one) => held.includes(one)) ?? false;

export type StandingDelegation = {
  fromId: string;
  toId: string;
  fromName: string;
  toName: string;
  startsAt: Date;
  endsAt: Date;
};

export type DelegationAsked = {
  from: { id: string; roles: readonly Role[] };
  /** Roles the receiver holds within the scope. */
  to: { id: string; name: string; roles: readonly Role[] };
  startsAt: Date;
  endsAt: Date;
  now: Date;
  /** Neither revoked nor over, of everybody. */
  standing: readonly StandingDelegation[];
};

/** Null when a right may be lent so, else the sentence that says why not. */
export function delegationRefusal(asked: DelegationAsked): string | null {
  const { from, to, startsAt, endsAt, now, standing } = asked;
  if (from.id === to.id) return "You cannot delegate to yourself.";
  if (endsAt <= startsAt) return "The end lies before the beginning.";
  if (endsAt <= now) return "The span has passed already.";
  if (endsAt.getTime() - startsAt.getTime() > DELEGATION_LONGEST_DAYS * DAY_MS)
    return `A delegation lasts at most ${DELEGATION_LONGEST_DAYS} days. Choose an earlier end.`;
  const lent = from.roles.filter((role) => DELEGABLE[role] !== undefined);
  if (lent.length === 0) return `None of your roles there may ${actionWords("change.approve")}.`;
  if (!lent.some((role) => mayReceive(role, to.roles)))
    return `${to.name} may not hold it: the policy asks for ${receivers(lent)} there.`;
  const meets = standing.filter((one) => one.startsAt < endsAt && one.endsAt > startsAt);
  const own = meets.find((one) => one.fromId === from.id);
  if (own !== undefined)
    return `You delegate to ${own.toName} in that time already. Revoke it first, or choose another time.`;
  return circular(asked, meets);
}

/** A right that is lent is not lent on: whoever receives one must not have lent theirs in the same time. */
function circular({ from, to }: DelegationAsked, meets: readonly StandingDelegation[]): string | null {
  const onward = meets.find((one) => one.fromId === to.id);
  if (onward?.toId === from.id) return `${to.name} delegates to you in that time: it would go in a circle.`;
  if (onward !== undefined)
    return `${to.name} delegates to ${onward.toName} in that time: a right that is lent is not lent on.`;
  const held = meets.find((one) => one.toId === from.id);
  return held === undefined
    ? null
    : `You stand in for ${held.fromName} in that time: a right that is lent is not lent on.`;
}

const receivers = (roles: readonly Role[]): string =>
  [...new Set(roles.flatMap((role) => DELEGABLE[role] ?? []))].map((role) => ROLE_NAMES[role]).join(" or ");

/** A delegation counts while its time runs and nobody has taken it back. */
export const delegationCounts = (
  one: { startsAt: Date; endsAt: Date; revokedAt: Date | null },
  now: Date,
): boolean => one.revokedAt === null && one.startsAt <= now && one.endsAt > now;
