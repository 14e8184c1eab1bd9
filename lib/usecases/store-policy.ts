import "server-only";
import { isTaken } from "@/lib/data/taken";
import { Problem } from "@/lib/domain/shared/problem";

/** The two ways a policy's row is written: the first time, and over the version the editor has seen. */
type Writes = { create(): Promise<unknown>; update(): Promise<{ count: number }> };

/**
 * Stores a policy over the version its editor looked at; 0 says that nobody had set anything then. Problem `conflict`
 * when somebody else has set it meanwhile.
 */
export async function storePolicy(version: number, { create, update }: Writes): Promise<void> {
  if (version === 0) {
    await create().catch((error: unknown) => {
      throw isTaken(error) ? stale() : error;
    });
    return;
  }
  const { count } = await update();
  if (count !== 1) throw stale();
}

const stale = () =>
  new Problem(
    "conflict",
    "Somebody else has changed this policy meanwhile. Look at it as it is now, then edit.",
    { stale: true },
  );
