import "server-only";
import type { TrainActions, TrainBrief, TrainCar, TrainRing } from "@/lib/contracts/api/resources/train";
import { inReadScope, readScope } from "@/lib/domain/access/decide";
import { changeNumber } from "@/lib/domain/change/number";
import { healthNow } from "@/lib/domain/health/environment";
import { operationShortId } from "@/lib/domain/operation/name";
import { canTrain, TRAIN_VERBS, type TrainCanFacts, type TrainVerb } from "@/lib/domain/train/can";
import { currentRing } from "@/lib/domain/train/facts";
import { trainNumber } from "@/lib/domain/train/number";
import { TRAIN_END_STATES, TRAIN_STATE_NAMES, type TrainState } from "@/lib/domain/train/state";
import { type Context, grantsOf } from "../context";
import { stateOfCar } from "./facts";
import { type CarRow, placesOf, type RingRow, type TrainBriefRow } from "./rows";

const canFactsOf = (
  ctx: Context,
  row: { authorIds: readonly string[]; state: TrainState },
  cars: Parameters<typeof placesOf>[0],
): TrainCanFacts => ({
  grants: grantsOf(ctx.actor),
  places: placesOf(cars),
  personId: ctx.actor.id,
  authorIds: row.authorIds,
  state: row.state,
});

/** What a train in this state waits for from a person; null when from nobody. */
const WAITED_FOR: Partial<Record<TrainState, TrainVerb>> = {
  in_review: "approve",
  approved: "start",
  halted: "resume",
};

function waitsForMe(ctx: Context, row: TrainBriefRow): boolean {
  if (row.state === "draft") return row.requesterId === ctx.actor.id;
  const verb = WAITED_FOR[row.state];
  return verb !== undefined && canTrain(verb, canFactsOf(ctx, row, row.cars)).allowed;
}

/** Whether a car is in the reader's scope. */
export function carFilter(ctx: Context): (car: { tenantId: string; environmentId: string }) => boolean {
  const scope = readScope(grantsOf(ctx.actor), "train.read");
  return (car) => inReadScope(scope, car);
}

/** Holdfast's own sentences name environments: whoever sees a part of the train is told its state alone. */
const partialSentence = (state: TrainState): string => `The train is ${TRAIN_STATE_NAMES[state]}.`;

export function presentTrainBrief(ctx: Context, row: TrainBriefRow): TrainBrief {
  const cars = row.cars.filter(carFilter(ctx));
  const states = cars.map(stateOfCar);
  return {
    id: row.id,
    number: trainNumber(row.number),
    title: row.title,
    state: row.state,
    sentence: cars.length === row.cars.length ? row.sentence : partialSentence(row.state),
    release: row.release,
    requester: row.requester,
    rings: row.rings.length,
    environments: cars.length,
    arrived: states.filter((state) => state === "arrived").length,
    failed: states.filter((state) => state === "failed").length,
    waitsForMe: waitsForMe(ctx, row),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** What the reader may do with the train now, with the reason where not. */
export function presentTrainCan(
  ctx: Context,
  row: { authorIds: readonly string[]; state: TrainState },
  cars: Parameters<typeof placesOf>[0],
): TrainActions {
  const facts = canFactsOf(ctx, row, cars);
  return Object.fromEntries(TRAIN_VERBS.map((verb) => [verb, canTrain(verb, facts)])) as TrainActions;
}

export function presentCar(car: CarRow, releaseId: string, now: Date): TrainCar {
  const { environment, change } = car;
  const [operation] = change?.operations ?? [];
  return {
    id: car.id,
    tenant: environment.tenant,
    environment: {
      id: environment.id,
      name: environment.name,
      stage: environment.stage,
      timeZone: environment.timeZone,
    },
    state: stateOfCar(car),
    sentence: operation?.sentence ?? (change?.outcome || car.waitsFor),
    release: environment.release,
    runsRelease: environment.release?.id === releaseId,
    health: healthNow(environment, now).verdict,
    change: change === null ? null : { id: change.id, number: changeNumber(change.number) },
    operation: operation === undefined ? null : { id: operation.id, shortId: operationShortId(operation.id) },
    startedAt: (operation?.startedAt ?? operation?.createdAt)?.toISOString() ?? null,
    finishedAt: operation?.finishedAt?.toISOString() ?? null,
  };
}

/** The rings as far as the reader may see their cars. */
export function presentRings(
  rings: readonly RingRow[],
  train: { releaseId: string; state: TrainState },
  { visible, now }: { visible: (car: CarRow) => boolean; now: Date },
): TrainRing[] {
  const open = currentRing(rings);
  return rings.map((ring) => {
    const cars = ring.cars.filter(visible);
    const bakedAt =
      ring.arrivedAt === null ? null : new Date(ring.arrivedAt.getTime() + ring.bakeSeconds * 1_000);
    return {
      id: ring.id,
      position: ring.position,
      name: ring.name,
      bakeSeconds: ring.bakeSeconds,
      state: ringState(ring, train.state, ring === open),
      startedAt: ring.startedAt?.toISOString() ?? null,
      arrivedAt: ring.arrivedAt?.toISOString() ?? null,
      bakedAt: bakedAt?.toISOString() ?? null,
      finishedAt: ring.finishedAt?.toISOString() ?? null,
      cars: cars.map((car) => presentCar(car, train.releaseId, now)),
      hidden: ring.cars.length - cars.length,
    };
  });
}

function ringState(ring: RingRow, train: TrainState, isOpen: boolean): TrainRing["state"] {
  if (ring.finishedAt !== null) return "done";
  if (!isOpen || ring.startedAt === null) return "waiting";
  if (train === "halted") return "halted";
  if (TRAIN_END_STATES.has(train)) return "ended";
  return ring.arrivedAt === null ? "running" : "baking";
}
