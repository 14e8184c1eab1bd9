import "server-only";
import type { Tx } from "@/lib/data/client";
import { containing } from "@/lib/data/containing";
import type { Prisma } from "@/lib/data/generated/client";
import type { Role } from "@/lib/domain/access/roles";
import { ROLE_ACTIONS, ROLE_NAMES, ROLES } from "@/lib/domain/access/roles";
import { type ApprovalState, type Candidate, takeStep } from "@/lib/domain/change/approval-path";
import { DELEGABLE, mayReceive } from "@/lib/domain/change/delegation";

const APPROVING = ROLES.filter((role) =>
  (ROLE_ACTIONS[role] as readonly string[]).includes("change.approve"),
);
/** More people than this are not named. */
const MOST = 40;

type Place = { tenantId: string; environmentId: string };

/** What covers an environment: the fleet, its tenant, itself. */
export const covering = ({ tenantId, environmentId }: Place) => [
  { level: "fleet" as const },
  { level: "tenant" as const, tenantId },
  { level: "environment" as const, environmentId },
];

type Sought = {
  /** The rights looked for; without them every one that approves. */
  roles?: readonly Role[];
  /** Who is not looked for. */
  without?: readonly string[];
  /** Part of their names. */
  search?: string | undefined;
  /** Whoever comes after them, by name and id. */
  after?: { name: string; id: string } | null;
  most?: number;
};

/**
 * People who may decide over an environment now, by an own role, one for some hours, or for somebody who still signs in;
 * by name. They are chosen by their right before they are counted: however many there are, none hides another's turn.
 */
export async function candidatesFor(
  db: Tx,
  place: Place,
  now: Date,
  sought: Sought = {},
): Promise<Candidate[]> {
  const candidates = await peopleDeciding(db, place, now, sought);
  // Whoever was lent what they may not hold any more decides on nothing here.
  return candidates.filter(({ capacities }) => capacities.length > 0);
}

/** The same with those among them who decide on nothing here any more, so that a page of them ends where it is full. */
export async function peopleDeciding(
  db: Tx,
  place: Place,
  now: Date,
  { roles = APPROVING, without = [], search, after = null, most = MOST }: Sought,
): Promise<Candidate[]> {
  const { over, standsIn, forHours } = grantsOver(place, now);
  const own = { role: { in: APPROVING }, ...over };
  const people = await db.user.findMany({
    where: {
      AND: [
        decidingWhere(place, now, roles),
        { id: { notIn: [...without] } },
        search === undefined ? {} : { name: containing(search) },
        after === null
          ? {}
          : { OR: [{ name: { gt: after.name } }, { name: after.name, id: { gt: after.id } }] },
      ],
    },
    select: {
      id: true,
      name: true,
      roleBindings: { where: over, select: { role: true } },
      elevations: { where: { ...forHours, role: { in: APPROVING } }, select: { role: true } },
      heldDelegations: {
        where: { ...standsIn, from: { disabledAt: null } },
        select: {
          from: { select: { id: true, name: true, roleBindings: { where: own, select: { role: true } } } },
        },
      },
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: most,
  } satisfies Prisma.UserFindManyArgs);
  return people.map(({ id, name, roleBindings, elevations, heldDelegations }) => {
    const held = roleBindings.map(({ role }) => role);
    const approving = roleBindings.filter(({ role }) => APPROVING.includes(role));
    const capacities = [
      ...[...approving, ...elevations].map(({ role }) => ({ role, principal: null })),
      ...heldDelegations.flatMap(({ from }) =>
        from.roleBindings
          .filter(({ role }) => mayReceive(role, held))
          .map(({ role }) => ({ role, principal: { id: from.id, name: from.name } })),
      ),
    ];
    return { id, name, capacities };
  });
}

/** What makes somebody's right count over a place now: its reach, a delegation's days, an elevation's hours. */
function grantsOver(place: Place, now: Date) {
  const over = { OR: covering(place) };
  return {
    over,
    standsIn: { revokedAt: null, startsAt: { lte: now }, endsAt: { gt: now }, ...over },
    forHours: { ...over, verdict: "approved" as const, endedAt: null, endsAt: { gt: now } },
  };
}

function decidingWhere(place: Place, now: Date, roles: readonly Role[]): Prisma.UserWhereInput {
  const { over, standsIn, forHours } = grantsOver(place, now);
  const sought = roles.filter((role) => APPROVING.includes(role));
  return {
    disabledAt: null,
    OR: [
      { roleBindings: { some: { ...over, role: { in: sought } } } },
      { elevations: { some: { ...forHours, role: { in: sought } } } },
      ...sought.map((role) => standingInFor(role, over, standsIn)),
    ],
  };
}

/** Whoever was lent this role by somebody who has it, and still holds one that may receive it. */
const standingInFor = (
  role: Role,
  over: { OR: ReturnType<typeof covering> },
  standsIn: Prisma.DelegationWhereInput,
): Prisma.UserWhereInput => ({
  heldDelegations: {
    some: { ...standsIn, from: { disabledAt: null, roleBindings: { some: { ...over, role } } } },
  },
  roleBindings: { some: { ...over, role: { in: [...(DELEGABLE[role] ?? [])] } } },
});

/** Who could give the approval that is open: at most `most`, by name. */
export async function turnTakers(
  db: Tx,
  row: Place & { authorIds: readonly string[] },
  state: ApprovalState,
  { now, most = MOST }: { now: Date; most?: number },
): Promise<Approver[]> {
  const step = state.open === null ? undefined : state.steps[state.open];
  if (step === undefined) return [];
  const given = state.steps.flatMap(({ given }) => given.map(({ person }) => person.id));
  const without = [...row.authorIds, ...given];
  const holders = await candidatesFor(db, row, now, { roles: step.roles, without, most });
  return approversOf(holders, state, row.authorIds).may;
}

/** The same, and who could not although they decide elsewhere; `more` is how many of both are not named. */
export async function approversFor(
  db: Tx,
  row: Place & { authorIds: readonly string[] },
  state: ApprovalState,
  now: Date,
): Promise<{ may: Approver[]; others: (Approver & { reason: string })[]; more: number }> {
  const may = await turnTakers(db, row, state, { now });
  const rest = await candidatesFor(db, row, now, { without: may.map(({ id }) => id) });
  const { others } = approversOf(rest, state, row.authorIds);
  if (may.length < MOST && rest.length < MOST) return { may, others, more: 0 };
  const all = await db.user.count({ where: decidingWhere(row, now, APPROVING) });
  return { may, others, more: Math.max(0, all - may.length - others.length) };
}

export type Approver = { id: string; name: string; role: string };

/** Who could give the approval that is open, and who could not although they decide elsewhere, each with the reason. */
export function approversOf(
  candidates: readonly Candidate[],
  state: ApprovalState,
  authorIds: readonly string[],
): { may: Approver[]; others: (Approver & { reason: string })[] } {
  const may: Approver[] = [];
  const others: (Approver & { reason: string })[] = [];
  for (const person of candidates) {
    const taking = takeStep(state, person, authorIds, "they");
    const { id, name } = person;
    if (taking.may) {
      const { role, principal } = taking.as;
      may.push({
        id,
        name,
        role: `${ROLE_NAMES[role]}${principal === null ? "" : ` for ${principal.name}`}`,
      });
    } else others.push({ id, name, role: words(person.capacities), reason: taking.reason });
  }
  return { may, others };
}

const words = (capacities: readonly { role: Role }[]): string =>
  [...new Set(capacities.map(({ role }) => ROLE_NAMES[role]))].join(", ");
