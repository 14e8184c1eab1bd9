import type { ChangeClass } from "./classify";
import { CHANGE_STATE_NAMES, type ChangeState } from "./state";

const OPEN: readonly ChangeState[] = ["draft", "submitted", "in_review"];

/** Null when a change may be made an emergency now: before anybody has approved all of it. */
export function declareRefusal(of: ChangeClass, state: ChangeState): string | null {
  if (of === "emergency") return "It is an emergency already.";
  return OPEN.includes(state)
    ? null
    : `A change that is ${CHANGE_STATE_NAMES[state]} cannot become an emergency any more.`;
}
