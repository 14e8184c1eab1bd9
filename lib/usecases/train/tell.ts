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

/** Who can decide on one. */
const APPROVING_ROLES: readonly Role[] = ROLES.filter((role) =>
  (ROLE_ACTIONS[role] as readonly string[]).includes("train.approve"),
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

type Moved = {
  train: Pick<HaltedTrain, "id" | "number" | "title"> & { authorIds: readonly string[] };
  title: string;
  text: string;
  byId: string;
  now: Date;
};

/** Tells those who can decide on all of a train that it waits for them: not its authors, nor who asks. */
export async function tellTrainTurn(tx: Tx, { train, ...moved }: Moved): Promise<LiveEvent[]> {
  const tenantId = await onlyTenant(tx, train.id);
  const over = [
    { level: "fleet" as const },
    ...(tenantId === null ? [] : [{ level: "tenant" as const, tenantId }]),
  ];
  const people = await tx.user.findMany({
    where: {
      disabledAt: null,
      id: { notIn: [...train.authorIds, moved.byId] },
      roleBindings: { some: { role: { in: [...APPROVING_ROLES] }, OR: over } },
    },
    select: { id: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_TOLD,
  });
  return write(tx, { train, ...moved }, people, { tenantId, occasion: `train:turn:${train.id}` });
}

/** Tells those who wrote a train what somebody else decided about it. */
export async function tellTrainWriters(tx: Tx, moved: Moved): Promise<LiveEvent[]> {
  const { train, byId } = moved;
  const people = await tx.user.findMany({
    where: { id: { in: train.authorIds.filter((id) => id !== byId) }, disabledAt: null },
    select: { id: true },
    take: 100,
  });
  const tenantId = await onlyTenant(tx, train.id);
  return write(tx, moved, people, { tenantId, occasion: `train:decided:${train.id}` });
}

async function write(
  tx: Tx,
  { train, title, text, now }: Moved,
  people: readonly { id: string }[],
  { tenantId, occasion }: { tenantId: string | null; occasion: `train:${string}` },
): Promise<LiveEvent[]> {
  const where = { tenantId, environmentId: null, operationId: null, path: `/trains/${train.id}` };
  const words = { title: `${trainNumber(train.number)}, ${train.title}: ${title}`, text };
  const ids = people.map(({ id }) => id);
  return (await writeNotices(tx, where, ids, { occasion, words, now })).events;
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
