import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import { writeNotices } from "@/lib/data/notices";
import { ROLE_ACTIONS, ROLES, type Role } from "@/lib/domain/access/roles";
import { haltedNotice, MOST_TOLD } from "@/lib/domain/notice/notice";
import { trainNumber } from "@/lib/domain/train/number";

/** Who can let a halted train go on. */
const RESUMING_ROLES: readonly Role[] = ROLES.filter((role) =>
  (ROLE_ACTIONS[role] as readonly string[]).includes("train.resume"),
);

type HaltedTrain = {
  id: string;
  number: number;
  title: string;
  requesterId: string;
  startedById: string | null;
};

/**
 * Tells that a train stands still: those who may let it go on, who asked for it and who started it, but not who halted
 * it (`byId`, null when it halted by itself). Their role covers the fleet, or the one tenant all its environments belong to: others may not see the whole of it.
 */
export async function tellHalted(
  tx: Tx,
  halted: { train: HaltedTrain; sentence: string; byId: string | null; now: Date },
): Promise<LiveEvent[]> {
  const { train, sentence, byId, now } = halted;
  const tenantId = await onlyTenant(tx, train.id);
  const over = [
    { level: "fleet" as const },
    ...(tenantId === null ? [] : [{ level: "tenant" as const, tenantId }]),
  ];
  const involved = [train.requesterId, train.startedById].filter((id) => id !== null);
  const people = await tx.user.findMany({
    where: {
      disabledAt: null,
      ...(byId === null ? {} : { id: { not: byId } }),
      OR: [
        { roleBindings: { some: { role: { in: [...RESUMING_ROLES] }, OR: over } } },
        { id: { in: involved }, roleBindings: { some: { OR: over } } },
      ],
    },
    select: { id: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_TOLD,
  });
  const where = { tenantId, environmentId: null, operationId: null, path: `/trains/${train.id}` };
  const words = haltedNotice({ number: trainNumber(train.number), title: train.title, sentence });
  const told = await writeNotices(
    tx,
    where,
    people.map(({ id }) => id),
    { occasion: `train:${train.id}`, words, now },
  );
  return told.events;
}

/** The tenant that all its environments belong to; null when there are several. */
async function onlyTenant(tx: Tx, trainId: string): Promise<string | null> {
  const tenants = await tx.trainCar.findMany({
    where: { trainId },
    distinct: ["tenantId"],
    select: { tenantId: true },
    take: 2,
  });
  return tenants.length === 1 ? (tenants[0]?.tenantId ?? null) : null;
}
