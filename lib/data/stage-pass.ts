import "server-only";
import type { Tx } from "./client";
import { uuid7 } from "./uuid";

/** Writes down that a release ran and passed its checks in an environment; the newest proof counts. */
export async function recordStagePass(
  tx: Tx,
  pass: { releaseId: string; environmentId: string; operationId: string; at: Date },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO stage_pass (id, release_id, environment_id, tenant_id, stage, operation_id, at)
    SELECT ${uuid7(pass.at.getTime())}::uuid, ${pass.releaseId}::uuid, id, tenant_id, stage,
           ${pass.operationId}::uuid, ${pass.at}::timestamptz
      FROM environment WHERE id = ${pass.environmentId}::uuid
    ON CONFLICT (release_id, environment_id)
    DO UPDATE SET operation_id = excluded.operation_id, at = excluded.at`;
}
