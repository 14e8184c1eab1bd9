import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { Role } from "@/lib/domain/access/roles";
import { ROLE_ACTIONS, ROLE_NAMES, ROLES } from "@/lib/domain/access/roles";
import { type ApprovalState, type Candidate, takeStep } from "@/lib/domain/change/approval-path";
import { mayReceive } from "@/lib/domain/change/delegation";

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

/** Everybody who may decide over an environment now, by an own role, one for some hours, or for somebody, by name. */
export async function candidatesFor(db: Tx, place: Place, now: Date): Promise<Candidate[]> {
  const standsIn = { revokedAt: null, startsAt: { lte: now }, endsAt: { gt: now }, OR: covering(place) };
  const own = { role: { in: APPROVING }, OR: covering(place) };
  const forHours = { ...own, verdict: "approved" as const, endedAt: null, endsAt: { gt: now } };
  const people = await db.user.findMany({
    where: {
      disabledAt: null,
      OR: [
        { roleBindings: { some: own } },
        { heldDelegations: { some: standsIn } },
        { elevations: { some: forHours } },
      ],
    },
    select: {
      id: true,
      name: true,
      roleBindings: { where: { OR: covering(place) }, select: { role: true } },
      elevations: { where: forHours, select: { role: true } },
      heldDelegations: {
        where: standsIn,
        select: {
          from: { select: { id: true, name: true, roleBindings: { where: own, select: { role: true } } } },
        },
      },
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST,
  } satisfies Prisma.UserFindManyArgs);
  const candidates = people.map(({ id, name, roleBindings, elevations, heldDelegations }) => {
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
  // Whoever was lent what they may not hold any more decides on nothing here.
  return candidates.filter(({ capacities }) => capacities.length > 0);
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
