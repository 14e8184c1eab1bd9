import "server-only";
import type { TrainImpactEnvironment } from "@/lib/contracts/api/resources/train";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { medianStepSecondsOfMany } from "@/lib/data/step-times";
import { changeNumber } from "@/lib/domain/change/number";
import { BESIDE_KINDS, operationShortId } from "@/lib/domain/operation/name";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { trainNumber } from "@/lib/domain/train/number";
import { type HoldsOver, loadHolds } from "../hold/standing";
import { settingsOf } from "../observation/settings";
import { carsOf, type TrainRow } from "./rows";

const OPEN_CHANGES = ["submitted", "in_review", "approved", "scheduled", "in_progress"] as const;
/** Conflicts told per environment; beyond so many the list says enough. */
const TOLD = 10;

const placeSelect = (trainId: string) =>
  ({
    id: true,
    tenantId: true,
    stage: true,
    state: true,
    webReplicas: true,
    timeZone: true,
    tenant: {
      select: {
        id: true,
        name: true,
        tier: true,
        backupStore: { select: { id: true } },
        sites: { select: { name: true }, orderBy: { name: "asc" } },
      },
    },
    changes: {
      where: {
        state: { in: [...OPEN_CHANGES] },
        OR: [{ trainRingId: null }, { trainRing: { trainId: { not: trainId } } }],
      },
      select: {
        ...{ id: true, number: true, title: true },
        trainRing: { select: { name: true, train: { select: { number: true } } } },
      },
      orderBy: { number: "asc" },
      take: TOLD,
    },
    operations: {
      where: {
        state: { in: [...ACTIVE_OPERATION_STATES] },
        kind: { notIn: [...BESIDE_KINDS] },
        OR: [
          { changeId: null },
          { change: { trainRingId: null } },
          { change: { trainRing: { trainId: { not: trainId } } } },
        ],
      },
      select: { id: true, sentence: true },
      take: 1,
    },
  }) satisfies Prisma.EnvironmentSelect;

/** What stands around a train's environments: people, other work, history, how they are watched. Five queries. */
export async function loadSurroundings(db: Tx, row: TrainRow, now: Date) {
  const ids = carsOf(row).map(({ environmentId }) => environmentId);
  const places = await db.environment.findMany({ where: { id: { in: ids } }, select: placeSelect(row.id) });
  const policies = await db.observationPolicy.findMany();
  const times = await medianStepSecondsOfMany(db, ids);
  const holdsOver = await loadHolds(db, places, now);
  return {
    placeOf: new Map(places.map((place) => [place.id, place])),
    settings: (stage: (typeof places)[number]["stage"]) =>
      settingsOf(stage, policies.find((policy) => policy.stage === stage) ?? null),
    timesOf: (environmentId: string): ReadonlyMap<string, number> => times.get(environmentId) ?? new Map(),
    holdsOver,
  };
}

export type Surroundings = Awaited<ReturnType<typeof loadSurroundings>>;
type PlaceRow = NonNullable<ReturnType<Surroundings["placeOf"]["get"]>>;

/** Other open changes, active operations and holds of an environment. */
export function conflictsOf(place: PlaceRow, holdsOver: HoldsOver): TrainImpactEnvironment["conflicts"] {
  return [
    ...place.operations.map(({ id, sentence }) => ({
      kind: "operation" as const,
      id,
      text: `${operationShortId(id)} runs there: ${sentence}`,
    })),
    ...holdsOver(place)
      .slice(0, TOLD)
      .map(({ id, owner, reason }) => ({
        kind: "hold" as const,
        id,
        text: `Held by ${owner}: ${reason}`,
      })),
    ...place.changes.map(({ id, number, title, trainRing }) => ({
      kind: "change" as const,
      id,
      text:
        trainRing === null
          ? `${changeNumber(number)} is open there: ${title}`
          : `${trainNumber(trainRing.train.number)} comes there too, in its ring ${trainRing.name}: ${title}`,
    })),
  ];
}
