import "server-only";
import { Problem } from "@/lib/domain/shared/problem";
import type { ClusterCheck, ClusterConnection } from "@/lib/ports/cluster";

const LIMIT_MS = 15_000;

/** Version and privileges of a cluster. @throws Problem `upstream_failed` when it does not tell them within 15 s. */
export async function askCluster(connection: ClusterConnection): Promise<ClusterCheck> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    return await connection.check(signal);
  } catch (error) {
    if (error instanceof Problem || !signal.aborted) throw error;
    const seconds = LIMIT_MS / 1000;
    throw new Problem("upstream_failed", `The cluster did not answer the whole check within ${seconds} s.`);
  }
}
