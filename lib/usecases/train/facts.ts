import "server-only";
import type { Tx } from "@/lib/data/client";
import {
  type CarFacts,
  carState,
  currentRing,
  type StartVerdict,
  type TrainFacts,
} from "@/lib/domain/train/facts";
import { arrivedHealth } from "@/lib/domain/train/health";
import { startVerdict } from "@/lib/domain/train/start";
import { approvalsIn } from "../change/approvals";
import type { ChangeFacts } from "../change/facts";
import { loadFactsOfMany } from "../change/facts-of-many";
import type { CarRow, RingRow, TrainRow } from "./rows";

export type CarChange = NonNullable<CarRow["change"]>;

/** Where a car stands now. */
export const stateOfCar = ({
  change,
}: {
  change:
    | (Pick<CarChange, "state"> & {
        operations: readonly { state: CarChange["operations"][number]["state"] }[];
      })
    | null;
}) => carState({ changeState: change?.state ?? null, operationState: change?.operations[0]?.state ?? null });

const placeName = ({ environment }: CarRow): string => environment.name;

/** What `nextTrainMove` looks at, with the facts of the changes it may start. Call it inside the transaction that acts. */
export async function loadTrainFacts(
  tx: Tx,
  row: TrainRow,
  now: Date,
): Promise<{ facts: TrainFacts; changeFacts: ReadonlyMap<CarChange, ChangeFacts> }> {
  const open = currentRing(row.rings);
  const waiting = (open?.cars ?? []).flatMap((car) =>
    car.change !== null && stateOfCar(car) === "waiting" ? [car.change] : [],
  );
  const asked = waiting.map((subject) => ({ subject, moment: "start" as const }));
  const changeFacts = await loadFactsOfMany(tx, asked, now);
  const facts: TrainFacts = {
    state: row.state,
    now,
    haltAfterFailures: row.haltAfterFailures,
    acceptedFailures: row.acceptedFailures,
    goingSince: row.resumedAt ?? row.startedAt ?? now,
    rings: row.rings.map((ring) => ({
      ...ring,
      cars: ring.cars.map((car) => carFacts(row, ring, car, { now, changeFacts })),
    })),
  };
  return { facts, changeFacts };
}

type Known = { now: Date; changeFacts: ReadonlyMap<CarChange, ChangeFacts> };

function carFacts(train: TrainRow, ring: RingRow, car: CarRow, { now, changeFacts }: Known): CarFacts {
  const { environment, change } = car;
  const state = stateOfCar(car);
  const gates = change === null ? undefined : changeFacts.get(change)?.gates;
  const place = { ...environment, runsRelease: environment.release?.id === train.releaseId };
  return {
    id: car.id,
    name: placeName(car),
    state,
    start: change === null || gates === undefined ? null : (unapproved(change, now) ?? startVerdict(gates)),
    health: state === "arrived" && ring.arrivedAt !== null ? arrivedHealth(place, ring.arrivedAt, now) : null,
  };
}

/** Refused unless every approval its path asks for stands for exactly this content. */
function unapproved(change: CarChange, now: Date): StartVerdict | null {
  const { complete, lapsed } = approvalsIn(change, change.decisions, now);
  if (complete) return null;
  const reason =
    lapsed.length === 0
      ? "No approval stands for its content."
      : "Its approval has lapsed. Stop the train, and draft one anew for what it has not reached.";
  return { kind: "refused", reason };
}
