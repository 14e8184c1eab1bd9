import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import {
  type Conflict,
  conflictsOf,
  type Person,
  type PlacedChange,
  type PlacedTrain,
  type Span,
  spanFrom,
} from "@/lib/domain/change/conflicts";
import { changeNumber } from "@/lib/domain/change/number";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { trainNumber } from "@/lib/domain/train/number";
import { loadSystems } from "../integration/systems";
import { loadDurations, type MinutesOf } from "./durations";

type Asked = {
  id?: string;
  environmentId: string;
  releaseId: string;
  trainRingId?: string | null;
  plannedStart?: Date | null;
  /** Who would take part in what is not stored yet. */
  people?: readonly Person[];
};
export type ConflictsOf = (subject: Asked) => readonly Conflict[];

const OPEN = ["submitted", "in_review", "approved", "scheduled", "in_progress"] as const;
const MANY = 200;

const placeSelect = {
  ...{ id: true, tenantId: true, databaseCluster: true, stage: true },
  cluster: { select: { id: true, name: true } },
} satisfies Prisma.EnvironmentSelect;

const changeSelect = {
  ...{ id: true, number: true, environmentId: true, releaseId: true, plannedStart: true },
  trainRingId: true,
  environment: { select: placeSelect },
  requester: { select: { id: true, name: true } },
  decisions: {
    where: { kind: "approved", voidedAt: null },
    select: { user: { select: { id: true, name: true } } },
    take: 10,
  },
  operations: {
    where: { state: { in: [...ACTIVE_OPERATION_STATES] } },
    select: { startedAt: true, createdAt: true },
    take: 1,
  },
} satisfies Prisma.ChangeSelect;

type ChangeRow = Prisma.ChangeGetPayload<{ select: typeof changeSelect }>;
type Place = Prisma.EnvironmentGetPayload<{ select: typeof placeSelect }>;

/**
 * Who else is on these environments, their clusters, their database servers and the systems they are connected to, in
 * five queries however many changes ask. A change without a planned start is taken to begin now, and to last as it was rehearsed.
 */
export async function loadConflicts(db: Tx, subjects: readonly Asked[], now: Date): Promise<ConflictsOf> {
  const environmentIds = [...new Set(subjects.map(({ environmentId }) => environmentId))];
  // One after the other: a transaction has one connection.
  const places = await db.environment.findMany({
    where: { id: { in: environmentIds } },
    select: placeSelect,
  });
  const ids = subjects.flatMap(({ id }) => id ?? []);
  const systems = await loadSystems(db, places);
  // Elsewhere on the cluster, or on a system both are connected to, only what runs or has a time can overlap.
  const near: Prisma.ChangeWhereInput[] = [
    { environmentId: { in: environmentIds } },
    {
      environment: {
        OR: [
          { clusterId: { in: [...new Set(places.map(({ cluster }) => cluster.id))] } },
          { id: { in: [...systems.neighbours] } },
        ],
      },
      OR: [{ state: "in_progress" }, { plannedStart: { not: null } }],
    },
  ];
  const rows = await db.change.findMany({
    where: { OR: [{ id: { in: ids } }, { state: { in: [...OPEN] }, OR: near }] },
    select: changeSelect,
    orderBy: { number: "desc" },
    take: ids.length + MANY,
  });
  const trainsOf = await loadTrains(db, environmentIds);
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const placeOf = new Map(places.map((place) => [place.id, place]));
  const minutesOf = await durationsOf(db, rows, subjects, placeOf);
  const placed = rows.map((row) => ({
    ...placedChange(row, now, minutesOf),
    systems: systems.of(row.environmentId),
  }));
  return (subject) => {
    const place = placeOf.get(subject.environmentId);
    if (place === undefined) return [];
    const own = subject.id === undefined ? undefined : rowOf.get(subject.id);
    const trains = trainsOf(subject);
    const others = placed.filter(({ id, environmentId }) => {
      // A car of another train is told as its train.
      const ofTrain = (rowOf.get(id)?.trainRingId ?? null) !== null;
      return !(ofTrain && environmentId === subject.environmentId);
    });
    const lasts = minutesOf({ ...subject, tenantId: place.tenantId, stage: place.stage }) ?? undefined;
    const span = own === undefined ? spanFrom(subject.plannedStart ?? now, lasts) : spanOf(own, now, lasts);
    const here = {
      id: subject.id ?? null,
      tenantId: place.tenantId,
      environmentId: place.id,
      cluster: place.cluster,
      database: databaseOf(place),
      people: own === undefined ? (subject.people ?? []) : peopleOf(own),
      systems: systems.of(place.id),
      span: span ?? spanFrom(now, lasts),
    };
    return conflictsOf(here, others, trains);
  };
}

/** Durations are looked up only where somebody else has a time: without one nothing can overlap. */
function durationsOf(
  db: Tx,
  rows: readonly ChangeRow[],
  subjects: readonly Asked[],
  placeOf: ReadonlyMap<string, Place>,
): Promise<MinutesOf> {
  const own = new Set(subjects.flatMap(({ id }) => id ?? []));
  const timed = rows.filter(({ plannedStart, operations }) => plannedStart !== null || operations.length > 0);
  if (timed.every(({ id }) => own.has(id)) && own.size < 2) return loadDurations(db, []);
  const asking = subjects.flatMap(({ environmentId, releaseId }) => {
    const place = placeOf.get(environmentId);
    return place === undefined
      ? []
      : [{ environmentId, releaseId, tenantId: place.tenantId, stage: place.stage }];
  });
  return loadDurations(db, [...timed.map(placedRow), ...asking]);
}

const placedRow = ({ environmentId, releaseId, environment: { tenantId, stage } }: ChangeRow) => ({
  ...{ environmentId, releaseId, tenantId, stage },
});

function placedChange(row: ChangeRow, now: Date, minutesOf: MinutesOf): Omit<PlacedChange, "systems"> {
  return {
    id: row.id,
    number: changeNumber(row.number),
    tenantId: row.environment.tenantId,
    environmentId: row.environmentId,
    cluster: row.environment.cluster,
    database: databaseOf(row.environment),
    people: peopleOf(row),
    span: spanOf(row, now, minutesOf(placedRow(row)) ?? undefined),
    running: row.operations.length > 0,
  };
}

/** Without a server of its own its database lives on the one the cluster shares. */
const databaseOf = ({ databaseCluster, cluster }: Place): string | null =>
  databaseCluster === null ? cluster.id : null;

function spanOf(
  { operations: [running], plannedStart }: ChangeRow,
  now: Date,
  minutes: number | undefined,
): Span | null {
  if (running !== undefined) {
    const { from, until } = spanFrom(running.startedAt ?? running.createdAt, minutes);
    // What has not ended yet lasts a moment longer at least.
    return { from, until: new Date(Math.max(until.getTime(), now.getTime() + 1)) };
  }
  return plannedStart === null ? null : spanFrom(plannedStart > now ? plannedStart : now, minutes);
}

function peopleOf({ requester, decisions }: ChangeRow): readonly Person[] {
  const all = [requester, ...decisions.map(({ user }) => user)];
  return [...new Map(all.map((person) => [person.id, person])).values()];
}

const ON_THEIR_WAY = ["in_review", "approved", "running", "halted"] as const;

/** Trains on their way whose car to the environment has not ended, without the train the change is a car of. */
async function loadTrains(
  db: Tx,
  environmentIds: readonly string[],
): Promise<(subject: Asked) => readonly PlacedTrain[]> {
  const cars = await db.trainCar.findMany({
    where: {
      environmentId: { in: [...environmentIds] },
      train: { state: { in: [...ON_THEIR_WAY] } },
      OR: [{ changeId: null }, { change: { state: { in: [...OPEN] } } }],
    },
    select: {
      environmentId: true,
      ringId: true,
      ring: { select: { name: true } },
      train: { select: { id: true, number: true, rings: { select: { id: true }, take: 50 } } },
    },
    orderBy: { id: "asc" },
    take: MANY,
  });
  return ({ environmentId, trainRingId }) =>
    cars
      .filter((car) => car.environmentId === environmentId)
      .filter(({ train }) => !train.rings.some(({ id }) => id === trainRingId))
      .map(({ train, ring }) => ({ id: train.id, number: trainNumber(train.number), ring: ring.name }));
}
