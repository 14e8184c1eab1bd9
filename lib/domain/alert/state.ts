import { legalPairs, type MoveTable, move } from "../shared/machine";

export const ALERT_STATES = ["open", "acknowledged", "resolved"] as const;
export type AlertState = (typeof ALERT_STATES)[number];
export type AlertEvent = "acknowledge" | "resolve" | "return";

/** `return`: it is worse than what was taken on, a silence over it has ended, or its cause came back. */
export const ALERT_MOVES = {
  open: { acknowledge: "acknowledged", resolve: "resolved" },
  acknowledged: { resolve: "resolved", return: "open" },
  resolved: { return: "open" },
} as const satisfies MoveTable<AlertState, AlertEvent>;

const TABLE: MoveTable<AlertState, AlertEvent> = ALERT_MOVES;

export const moveAlert = (from: AlertState, event: AlertEvent) => move(TABLE, from, event);
export const LEGAL_ALERT_MOVES = legalPairs(TABLE);

/** The number people say. */
export const alertNumber = (number: number): string => `ALR-${number}`;

/** Causes of one domain and environment that come within this time of the first are one alert. */
export const GROUP_MS = 15 * 60_000;
/** A cause that comes back within this time of its end is the same alert again; only then is its end told. */
export const REOPEN_MS = 10 * 60_000;
/** Causes kept as rows of one alert; of more it is only known that they stand. */
export const MOST_CAUSES = 50;
/** Of this many more; what goes beyond is not counted. */
export const MOST_REST = 10_000;
