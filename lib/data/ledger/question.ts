import "server-only";
import { tellQuestion } from "../notices";
import { type FencedLease, holdFence } from "./fence";
import { parkOperation, type StoredWait } from "./step-writes";
import { type TellingDependencies, tellingTransaction } from "./telling";

/**
 * Tells who may answer, then waits for one of them. In this order, since what is told twice is written once, while a
 * worker that died between would leave a question nobody heard.
 */
export async function parkForPerson(
  deps: TellingDependencies,
  lease: FencedLease,
  wait: StoredWait,
): Promise<boolean> {
  const { operationId } = lease;
  const held = await tellingTransaction(deps, async ({ tx, tell }) => {
    if ((await holdFence(tx, lease)) === null) return false;
    const { step, reason } = wait;
    tell((await tellQuestion(tx, { operationId, step, reason, now: new Date() })).events);
    return true;
  });
  return held && parkOperation(deps, lease, wait);
}
