import { legalPairs, type MoveTable, move } from "../shared/machine";

export const SCRATCH_STATES = [
  "making",
  "standing",
  "removing",
  "left",
  "removed",
  "failed",
  "cancelled",
] as const;
type ScratchState = (typeof SCRATCH_STATES)[number];
type ScratchEvent = "stand" | "fail" | "cancel" | "leave" | "remove" | "gone";

/** `left`: something of it is still there that could not be removed, whether it ever stood or not. */
const SCRATCH_MOVES = {
  making: { stand: "standing", fail: "failed", cancel: "cancelled", leave: "left" },
  standing: { remove: "removing" },
  left: { remove: "removing" },
  removing: { gone: "removed", leave: "left" },
  removed: {},
  failed: {},
  cancelled: {},
} as const satisfies MoveTable<ScratchState, ScratchEvent>;

const TABLE: MoveTable<ScratchState, ScratchEvent> = SCRATCH_MOVES;

export const moveScratch = (from: ScratchState, event: ScratchEvent) => move(TABLE, from, event);
export const LEGAL_SCRATCH_MOVES = legalPairs(TABLE);

/** States in which something of a copy takes room on the cluster. */
export const TAKING_ROOM = [
  "making",
  "standing",
  "removing",
  "left",
] as const satisfies readonly ScratchState[];

/** The number people say. */
export const scratchNumber = (number: number): string => `SCR-${number}`;

type End = {
  state: "succeeded" | "failed" | "rolled_back" | "cancelled";
  aborted: boolean;
  /** True when something that was made could not be taken away again. */
  left: boolean;
};

/** What the end of the operation that makes a copy means for it. */
export function makingEvent({ state, aborted, left }: End): ScratchEvent {
  if (state === "succeeded") return "stand";
  if (left) return "leave";
  return state === "cancelled" || aborted ? "cancel" : "fail";
}
