import "server-only";
import type { Tx } from "./client";

/** Holds an environment's row until the transaction ends: whoever starts something there comes one after the other. */
export async function lockEnvironment(tx: Pick<Tx, "$queryRaw">, environmentId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM environment WHERE id = ${environmentId}::uuid FOR NO KEY UPDATE`;
}

/** Holds a release's row until the transaction ends: evidence and quarantines of one come one after the other. */
export async function lockRelease(tx: Pick<Tx, "$queryRaw">, releaseId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM release WHERE id = ${releaseId}::uuid FOR NO KEY UPDATE`;
}
