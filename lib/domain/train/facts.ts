import type { HealthVerdict } from "../health/environment";
import type { OperationState } from "../operation/state";
import type { TrainState } from "./state";

/** Where one environment of a train stands. `left_out`: it was taken out before it started. */
export const CAR_STATES = ["waiting", "running", "arrived", "failed", "left_out"] as const;
export type CarState = (typeof CAR_STATES)[number];

/** Whether a car may start now: at once, once something passes by itself, or not without a person. */
export type StartVerdict =
  | { kind: "go" }
  | { kind: "wait"; reason: string }
  | { kind: "refused"; reason: string };

export type CarFacts = {
  id: string;
  /** Tenant and environment, as people say them. */
  name: string;
  state: CarState;
  /** Asked for waiting cars of the ring under way; null elsewhere. */
  start: StartVerdict | null;
  /** How an arrived car's environment is now, the release gone from it counting as bad; null elsewhere. */
  health: { verdict: HealthVerdict; sentence: string } | null;
};

export type RingFacts = {
  position: number;
  name: string;
  bakeSeconds: number;
  startedAt: Date | null;
  arrivedAt: Date | null;
  finishedAt: Date | null;
  /** When somebody let the train go on although the ring was not well. */
  acceptedAt: Date | null;
  cars: readonly CarFacts[];
};

export type TrainFacts = {
  state: TrainState;
  now: Date;
  haltAfterFailures: number;
  /** Failures that somebody has seen and gone on with. */
  acceptedFailures: number;
  /** Since when it goes without a halt: its start or the last resume. */
  goingSince: Date;
  /** In order. */
  rings: readonly RingFacts[];
};

type CarSource = {
  changeState: string | null;
  /** State of the deployment its change started; null before. */
  operationState: OperationState | null;
};

/** Where a car stands, by its deployment; before one, by its change. */
export function carState({ changeState, operationState }: CarSource): CarState {
  switch (operationState) {
    case null:
      return changeState === "cancelled" || changeState === "rejected" ? "left_out" : "waiting";
    case "succeeded":
      return "arrived";
    case "failed":
    case "rolled_back":
    case "cancelled":
      return "failed";
    default:
      return "running";
  }
}

export const allCars = (facts: Pick<TrainFacts, "rings">): readonly CarFacts[] =>
  facts.rings.flatMap(({ cars }) => cars);

/** The ring under way or next to begin; undefined once every ring is done. */
export const currentRing = <Ring extends { finishedAt: Date | null }>(
  rings: readonly Ring[],
): Ring | undefined => rings.find(({ finishedAt }) => finishedAt === null);
