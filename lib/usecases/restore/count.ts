import "server-only";
import { NAMES, WEB_PORT } from "@/lib/domain/manifest/spec";
import type { Loss } from "@/lib/domain/recovery/loss";
import type { Context } from "../context";

/** A page that is read before a button is pressed must not wait longer. */
const PATIENCE_MS = 3_000;

/** What was written there since a moment. An ERP that does not answer in time leaves it unknown. */
export async function countWritten(
  ctx: Context,
  environment: { clusterId: string; namespace: string },
  since: Date,
): Promise<Loss> {
  const target = {
    clusterId: environment.clusterId,
    namespace: environment.namespace,
    service: NAMES.web,
    port: WEB_PORT,
    apiSecret: NAMES.apiSecret,
    databaseSecret: NAMES.databaseSecret,
  };
  try {
    const counts = await ctx.ports.erp.countSince(target, since, AbortSignal.timeout(PATIENCE_MS));
    return { known: true, counts };
  } catch {
    // Whatever keeps it from answering, what a person must know is that nobody knows.
    return { known: false, counts: [] };
  }
}
