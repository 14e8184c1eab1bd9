import { announcedBy, type RunningOperation } from "../alert/silence";
import { KIND_NOUNS } from "../operation/name";
import { momentIn } from "../shared/moment";

type Around = {
  /** Whether any release runs there. */
  released: boolean;
  operations: readonly RunningOperation[];
  /** When the next shift begins, for what is tried in shifts only; null while one stands, or where nobody wrote any. */
  shiftFrom: Date | null;
  timeZone: string;
};

/**
 * Why a workflow is not tried now, as the end of "Not tried: "; null when it is. Not behind a door that is closed on
 * purpose. A hold keeps none from being tried: it stops change, a check takes back what it wrote, and where somebody has
 * stopped the line is where one has to see whether work goes again.
 */
export function tryObstacle({ released, operations, shiftFrom, timeZone }: Around): string | null {
  if (!released) return "nothing runs here yet.";
  const closing = operations.find((operation) => announcedBy(operation).includes("business"));
  if (closing !== undefined) return `a ${KIND_NOUNS[closing.kind]} is under way that closes the door.`;
  return shiftFrom === null ? null : `nobody works there before ${momentIn(shiftFrom, timeZone)}.`;
}
