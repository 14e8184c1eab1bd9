import "server-only";
import type { Tx } from "@/lib/data/client";
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
import { trainNumber } from "@/lib/domain/train/number";
import { loadSystems } from "../integration/systems";
import {
  type ConflictChange,
  type ConflictPlace,
  loadConflictPlaces,
  loadNear,
  loadRings,
} from "./conflict-rows";
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

/**
 * Who else is on these environments, their clusters, their database servers and the systems they are connected to, in
 * five queries however many changes ask. A change without a planned start is taken to begin now, and to last as it was rehearsed.
 */
export async function loadConflicts(db: Tx, subjects: readonly Asked[], now: Date): Promise<ConflictsOf> {
  const environmentIds = [...new Set(subjects.map(({ environmentId }) => environmentId))];
  // One after the other: a transaction has one connection.
  const places = await loadConflictPlaces(db, environmentIds);
  const ids = subjects.flatMap(({ id }) => id ?? []);
  const systems = await loadSystems(db, places);
  const rows = await loadNear(db, {
    ...{ changeIds: ids, environmentIds, connectedIds: [...systems.neighbours] },
    clusterIds: [...new Set(places.map(({ cluster }) => cluster.id))],
  });
  const trainsOf = await loadTrains(db, environmentIds);
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const placeOf = new Map(places.map((place) => [place.id, place]));
  const minutesOf = await durationsOf(db, rows, subjects, placeOf);
  const placed = rows.map((row) => ({
    ...placedChange(row, now, minutesOf),
    systems: systems.of(row.place.id),
  }));
  return (subject) => {
    const place = placeOf.get(subject.environmentId);
    if (place === undefined) return [];
    const own = subject.id === undefined ? undefined : rowOf.get(subject.id);
    const trains = trainsOf(subject);
    const others = placed.filter(({ id, environmentId, span }) => {
      // What neither runs nor has a time collides on its own environment only.
      if (environmentId !== subject.environmentId) return span !== null;
      // A car of another train is told as its train.
      return (rowOf.get(id)?.trainRingId ?? null) === null;
    });
    const lasts = minutesOf({ ...subject, tenantId: place.tenantId, stage: place.stage }) ?? undefined;
    const span =
      own === undefined ? spanFrom(subject.plannedStart ?? now, lasts) : spanOf(own, now, () => lasts);
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
  rows: readonly ConflictChange[],
  subjects: readonly Asked[],
  placeOf: ReadonlyMap<string, ConflictPlace>,
): Promise<MinutesOf> {
  const own = new Set(subjects.flatMap(({ id }) => id ?? []));
  const timed = rows.filter(({ plannedStart, runsSince }) => plannedStart !== null || runsSince !== null);
  if (timed.every(({ id }) => own.has(id)) && own.size < 2) return loadDurations(db, []);
  const asking = subjects.flatMap(({ environmentId, releaseId }) => {
    const place = placeOf.get(environmentId);
    return place === undefined ? [] : [placedRow({ place, releaseId })];
  });
  return loadDurations(db, [...timed.map(placedRow), ...asking]);
}

const placedRow = ({ place, releaseId }: Pick<ConflictChange, "place" | "releaseId">) => ({
  ...{ environmentId: place.id, tenantId: place.tenantId, stage: place.stage, releaseId },
});

function placedChange(row: ConflictChange, now: Date, minutesOf: MinutesOf): Omit<PlacedChange, "systems"> {
  const { place } = row;
  return {
    id: row.id,
    number: changeNumber(row.number),
    tenantId: place.tenantId,
    environmentId: place.id,
    cluster: place.cluster,
    database: databaseOf(place),
    people: peopleOf(row),
    span: spanOf(row, now, () => minutesOf(placedRow(row)) ?? undefined),
    running: row.runsSince !== null,
  };
}

/** Without a server of its own its database lives on the one the cluster shares. */
const databaseOf = ({ databaseCluster, cluster }: ConflictPlace): string | null =>
  databaseCluster === null ? cluster.id : null;

function spanOf(
  { runsSince, plannedStart }: Pick<ConflictChange, "runsSince" | "plannedStart">,
  now: Date,
  minutes: () => number | undefined,
): Span | null {
  if (runsSince !== null) {
    const { from, until } = spanFrom(runsSince, minutes());
    // What has not ended yet lasts a moment longer at least.
    return { from, until: new Date(Math.max(until.getTime(), now.getTime() + 1)) };
  }
  return plannedStart === null ? null : spanFrom(plannedStart > now ? plannedStart : now, minutes());
}

const peopleOf = ({ requester, approvers }: ConflictChange): readonly Person[] => [
  ...new Map([requester, ...approvers].map((person) => [person.id, person])).values(),
];

/** Trains that come to an environment too, without the one the change is a car of. */
async function loadTrains(
  db: Tx,
  environmentIds: readonly string[],
): Promise<(subject: Asked) => readonly PlacedTrain[]> {
  const rings = await loadRings(db, environmentIds);
  return ({ environmentId, trainRingId }) =>
    rings
      .filter((one) => one.environmentId === environmentId && !one.ringIds.includes(trainRingId ?? ""))
      .map(({ trainId, number, ring }) => ({ id: trainId, number: trainNumber(number), ring }));
}
