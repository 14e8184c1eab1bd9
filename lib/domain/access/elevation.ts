import type { Grant, Scope } from "./decide";
import { ROLE_NAMES, type Role } from "./roles";

/** How long a grant may last, in minutes: requirement of just-in-time elevation, a quarter of an hour to a shift. */
export const ELEVATION_MINUTES = { shortest: 15, longest: 480 } as const;
/** A request that nobody answers within this time lapses, in milliseconds. */
export const ELEVATION_ANSWER_MS = 3_600_000;
/** Requests and grants of one person that may be open at once. */
export const MOST_ELEVATIONS = 5;

/** The policy: roles that are granted for a while, each with the own roles of those who may be given it. */
export const GRANTABLE: Partial<Record<Role, readonly Role[]>> = {
  support: ["developer", "plant_it"],
  release_manager: ["platform_engineer", "developer", "support"],
  platform_engineer: ["release_manager", "developer", "support"],
};

export const ELEVATION_STATES = [
  "asked",
  "standing",
  "over",
  "ended",
  "refused",
  "lapsed",
  "withdrawn",
] as const;
export type ElevationState = (typeof ELEVATION_STATES)[number];

export type ElevationTimes = {
  answerBy: Date;
  verdict: "approved" | "refused" | null;
  /** Set where it was approved. */
  endsAt: Date | null;
  endedAt: Date | null;
};

/** Where a request or the grant made of it stands at `now`. Its last instant is the one before `endsAt`. */
export function elevationState(
  { answerBy, verdict, endsAt, endedAt }: ElevationTimes,
  now: Date,
): ElevationState {
  if (verdict === "refused") return "refused";
  if (verdict === null) {
    if (endedAt !== null) return "withdrawn";
    return answerBy <= now ? "lapsed" : "asked";
  }
  if (endedAt !== null) return "ended";
  return endsAt !== null && endsAt > now ? "standing" : "over";
}

/** When a grant that begins at `now` ends. */
export const elevationEnd = (now: Date, minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

/** The roles of a person by which they work every day: neither lent nor granted for a while. */
export const ownRoles = (grants: readonly Grant[]): readonly Role[] => [
  ...new Set(
    grants.flatMap(({ role, lentBy, elevation }) =>
      role === "service" || lentBy !== undefined || elevation !== undefined ? [] : [role],
    ),
  ),
];

/** The roles somebody with these own roles may ask for, as the policy lists them. */
export const rolesToAsk = (own: readonly Role[]): Role[] =>
  (Object.keys(GRANTABLE) as Role[]).filter(
    (role) => !own.includes(role) && GRANTABLE[role]?.some((each) => own.includes(each)),
  );

export type ElevationAsked = {
  role: Role;
  minutes: number;
  /** Own roles of who asks, within the scope. */
  own: readonly Role[];
  /** Their open requests and standing grants. */
  open: readonly { role: Role; scope: Scope }[];
  scope: Scope;
};

/** Null when this may be asked for, else the sentence that says why not. */
export function askRefusal({ role, minutes, own, open, scope }: ElevationAsked): string | null {
  const receivers = GRANTABLE[role];
  const name = ROLE_NAMES[role];
  if (receivers === undefined)
    return `${name} is not granted for a while: somebody gives that role for good.`;
  if (own.includes(role)) return `You are ${name} there already.`;
  if (!receivers.some((each) => own.includes(each)))
    return `${name} is granted for a while to ${receivers.map((each) => ROLE_NAMES[each]).join(" or ")} there.`;
  if (
    !Number.isInteger(minutes) ||
    minutes < ELEVATION_MINUTES.shortest ||
    minutes > ELEVATION_MINUTES.longest
  )
    return "Elevated rights last from 15 minutes to 8 hours.";
  if (open.some((one) => one.role === role && sameScope(one.scope, scope)))
    return `You have asked for ${name} there already. Look at that request, or withdraw it first.`;
  return open.length < MOST_ELEVATIONS
    ? null
    : `${MOST_ELEVATIONS} of your requests and grants are open. End one of them first.`;
}

const placeOf = (scope: Scope): string =>
  scope.level === "fleet" ? "fleet" : scope.level === "tenant" ? scope.tenantId : scope.environmentId;
const sameScope = (one: Scope, other: Scope): boolean => placeOf(one) === placeOf(other);

export type DecisionAsked = ElevationTimes & { holderId: string; deciderId: string };

/** Null when somebody may answer a request now, else the sentence that says why not. */
export function answerRefusal({ holderId, deciderId, ...times }: DecisionAsked, now: Date): string | null {
  if (holderId === deciderId) return "You asked for it: somebody else has to answer.";
  return CLOSED[elevationState(times, now)];
}

const CLOSED: Readonly<Record<ElevationState, string | null>> = {
  asked: null,
  standing: "It has been approved already.",
  over: "It has been approved, and its time is over.",
  ended: "It has been approved, and was ended.",
  refused: "It has been refused already.",
  lapsed: "Nobody answered within an hour: it has lapsed. Ask anew.",
  withdrawn: "It was withdrawn.",
};

/** Null when a request can be withdrawn or a grant ended now, else the sentence that says why not. */
export function endRefusal(times: ElevationTimes, now: Date): string | null {
  const state = elevationState(times, now);
  return state === "asked" || state === "standing" ? null : "It has ended already.";
}
