import type { Action } from "./actions";
import { elevationCarries } from "./outliving";
import { GRANT_ACTIONS, GRANT_NAMES, type GrantRole, LENT_ACTIONS, type Role } from "./roles";
import { actionWords } from "./words";

export type Scope =
  | { level: "fleet" }
  | { level: "tenant"; tenantId: string }
  | { level: "environment"; tenantId: string; environmentId: string };

/** A grant that ends by itself. `over` is what it covers, in words. */
export type Elevated = { id: string; reason: string; over: string; endsAt: Date };

/** A role held over a scope. `lentBy` is whose right it is, while that person is away: it only lets one decide. */
export type Grant = {
  role: GrantRole;
  scope: Scope;
  lentBy?: { id: string; name: string };
  /** Granted for some hours, and why. It counts like any other role, but for what would outlive it. */
  elevation?: Elevated;
  /** Of what the role may, only this: a service identity is given its rights one by one. */
  rights?: readonly Action[];
};

export type Decision =
  | { allow: true }
  /** `nothing`: the target does not exist for this person. `reason`: it does, and this is why not. */
  | { allow: false; reveal: "nothing" | "reason"; reason: string };

declare const minted: unique symbol;

/** What a read may return, in a form only `readScope` can mint: queries must ask for it and cannot forget it. */
export type ReadScope = {
  readonly [minted]: true;
  readonly fleet: boolean;
  readonly tenantIds: readonly string[];
  readonly environmentIds: readonly string[];
};

/** Whether what is held over one scope holds over another. */
export function covers(held: Scope, wanted: Scope): boolean {
  switch (held.level) {
    case "fleet":
      return true;
    case "tenant":
      return wanted.level !== "fleet" && wanted.tenantId === held.tenantId;
    case "environment":
      return wanted.level === "environment" && wanted.environmentId === held.environmentId;
  }
}

/** Whether a grant holds the right to `action`, wherever it covers. */
export const permits = ({ role, lentBy, elevation, rights }: Omit<Grant, "scope">, action: Action): boolean =>
  GRANT_ACTIONS[role].includes(action) &&
  (rights === undefined || rights.includes(action)) &&
  (lentBy === undefined || LENT_ACTIONS.includes(action)) &&
  (elevation === undefined || elevationCarries(action));

/** The roles people may decide by over `scope`, own ones and lent ones. A service identity decides on nothing. */
export const rolesOver = (
  grants: readonly Grant[],
  action: Action,
  scope: Scope,
): readonly (Grant & { role: Role })[] =>
  grants.filter(
    (grant): grant is Grant & { role: Role } =>
      grant.role !== "service" && covers(grant.scope, scope) && permits(grant, action),
  );

/** The only place that says yes. Deny by default; what is out of scope does not exist. */
export function decide(grants: readonly Grant[], action: Action, scope: Scope): Decision {
  const inScope = grants.filter((grant) => covers(grant.scope, scope));
  if (inScope.some((grant) => permits(grant, action))) return { allow: true };
  if (inScope.length === 0) {
    // That there is a fleet is no secret; that a tenant or an environment exists is.
    return scope.level === "fleet" && grants.length > 0
      ? {
          allow: false,
          reveal: "reason",
          reason: `To ${actionWords(action)} needs a role over the whole fleet; yours covers a part.`,
        }
      : { allow: false, reveal: "nothing", reason: "Not in your scope." };
  }
  const roles = [...new Set(inScope.map((grant) => GRANT_NAMES[grant.role]))].join(", ");
  return { allow: false, reveal: "reason", reason: `Your role (${roles}) may not ${actionWords(action)}.` };
}

/**
 * The grant for some hours inside which somebody acts: one that covers `scope` and carries `action`. `onlyByIt` says
 * that without it the answer were no. Null for whoever acts by their own roles alone.
 */
export function elevationBehind(
  grants: readonly Grant[],
  action: Action,
  scope: Scope,
): { grant: Grant & { elevation: Elevated }; onlyByIt: boolean } | null {
  const grant = grants.find(
    (one): one is Grant & { elevation: Elevated } =>
      one.elevation !== undefined && covers(one.scope, scope) && permits(one, action),
  );
  if (grant === undefined) return null;
  const without = grants.filter(({ elevation }) => elevation === undefined);
  return { grant, onlyByIt: !decide(without, action, scope).allow };
}

/** What of it still counts at `now`: for whoever holds grants in hand, such as an open stream. */
export const standingAt = (grants: readonly Grant[], now: Date): readonly Grant[] =>
  grants.filter(({ elevation }) => elevation === undefined || elevation.endsAt > now);

/** The scope in which `action` may read: every query carries it into SQL. */
export function readScope(grants: readonly Grant[], action: Action): ReadScope {
  const able = grants.filter((grant) => permits(grant, action));
  const tenantIds = able.flatMap(({ scope }) => (scope.level === "tenant" ? [scope.tenantId] : []));
  const environmentIds = able.flatMap(({ scope }) =>
    scope.level === "environment" ? [scope.environmentId] : [],
  );
  return {
    fleet: able.some(({ scope }) => scope.level === "fleet"),
    tenantIds: [...new Set(tenantIds)],
    environmentIds: [...new Set(environmentIds)],
  } as unknown as ReadScope;
}

/** Whether something at `where` may be seen within a read scope; used where rows arrive one by one, as events do. */
export function inReadScope(
  scope: ReadScope,
  where: { tenantId: string | null; environmentId: string | null },
): boolean {
  if (scope.fleet) return true;
  if (where.tenantId !== null && scope.tenantIds.includes(where.tenantId)) return true;
  return where.environmentId !== null && scope.environmentIds.includes(where.environmentId);
}
