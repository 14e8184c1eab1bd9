import "server-only";
import type { ClusterCheck, ClusterConnection } from "@/lib/ports/cluster";
import { ask } from "../ask";

const LIMIT_MS = 15_000;

/** Version and privileges of a cluster. @throws Problem `upstream_failed` when it does not tell them within 15 s. */
export const askCluster = (connection: ClusterConnection): Promise<ClusterCheck> =>
  ask(
    (signal) => connection.check(signal),
    LIMIT_MS,
    `The cluster did not answer the whole check within ${LIMIT_MS / 1000} s.`,
  );
