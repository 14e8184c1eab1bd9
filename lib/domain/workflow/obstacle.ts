import { announcedBy, type RunningOperation } from "../alert/silence";
import { KIND_NOUNS } from "../operation/name";
import { momentIn } from "../shared/moment";

type Around = {
  /** Whether any release runs there. */
  released: boolean;
  operations: readonly RunningOperation[];
  /** The hold that stands over it; null without one. */
  hold: { owner: string; reason: string } | null;
  /** When the next shift begins, for what is tried in shifts only; null while one stands, or where nobody wrote any. */
  shiftFrom: Date | null;
  timeZone: string;
};

/**
 * Why a workflow is not tried now, as the end of "Not tried: "; null when it is. A check writes into the ERP, and takes
 * it back: not behind a door that is closed on purpose, and not where somebody has stopped everything.
 */
export function tryObstacle({ released, operations, hold, shiftFrom, timeZone }: Around): string | null {
  if (!released) return "nothing runs here yet.";
  const closing = operations.find((operation) => announcedBy(operation).includes("business"));
  if (closing !== undefined) return `a ${KIND_NOUNS[closing.kind]} is under way that closes the door.`;
  if (hold !== null) return `${hold.owner} has stopped the line: ${withStop(hold.reason)}`;
  return shiftFrom === null ? null : `nobody works there before ${momentIn(shiftFrom, timeZone)}.`;
}

const withStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
