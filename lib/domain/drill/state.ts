import { legalPairs, type MoveTable, move } from "../shared/machine";

export const DRILL_STATES = ["running", "passed", "failed", "cancelled"] as const;
export type DrillState = (typeof DRILL_STATES)[number];
export type DrillEvent = "pass" | "fail" | "cancel";

/** What a drill showed stays: another one shows something new. */
export const DRILL_MOVES = {
  running: { pass: "passed", fail: "failed", cancel: "cancelled" },
  passed: {},
  failed: {},
  cancelled: {},
} as const satisfies MoveTable<DrillState, DrillEvent>;

const TABLE: MoveTable<DrillState, DrillEvent> = DRILL_MOVES;

export const moveDrill = (from: DrillState, event: DrillEvent) => move(TABLE, from, event);
export const LEGAL_DRILL_MOVES = legalPairs(TABLE);

export const FINDING_STATES = ["open", "closed"] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** A finding that turns out not to be mended is a new one, of the drill that showed it. */
export const FINDING_MOVES = {
  open: { close: "closed" },
  closed: {},
} as const satisfies MoveTable<FindingState, "close">;

const FINDINGS: MoveTable<FindingState, "close"> = FINDING_MOVES;

export const moveFinding = (from: FindingState) => move(FINDINGS, from, "close");
export const LEGAL_FINDING_MOVES = legalPairs(FINDINGS);

/** The number people say. */
export const drillNumber = (number: number): string => `DR-${number}`;

/** What the end of a drill's operation means for the drill: aborted by a person is no verdict, unless something was left. */
export function drillEvent(end: {
  state: "succeeded" | "failed" | "rolled_back" | "cancelled";
  aborted: boolean;
}): DrillEvent {
  if (end.state === "succeeded") return "pass";
  if (end.state === "cancelled") return "cancel";
  return end.state === "rolled_back" && end.aborted ? "cancel" : "fail";
}
