import { operationShortId } from "../operation/name";
import { ACTIVE_OPERATION_STATES, type OperationState } from "../operation/state";
import type { DrillState } from "./state";

type Left = {
  /** The number people say: DR-12. */
  number: string;
  state: DrillState;
  tornDown: boolean | null;
  /** The newest operation that was to clear away what was left; null when there was none. */
  clearing: { id: string; state: OperationState } | null;
};

/** Why nothing of a drill can be cleared away now; null when something was left and nobody is at it. */
export function clearingRefusal({ number, state, tornDown, clearing }: Left): string | null {
  if (state === "running") return `${number} is still under way: it removes what it made by itself.`;
  if (clearing !== null && ACTIVE_OPERATION_STATES.some((active) => active === clearing.state))
    return `${operationShortId(clearing.id)} is removing what ${number} left. Wait until it has ended.`;
  return tornDown === false ? null : `Nothing of ${number} was left.`;
}
