import "server-only";
import type { Tx } from "./client";
import { uuid7 } from "./uuid";

/** Takes the proof back: what was rolled back there has not passed the stage, until it runs there again. */
export async function voidStagePass(
  tx: Tx,
  { operationId, environmentId }: { operationId: string; environmentId: string },
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM stage_pass USING operation
     WHERE operation.id = ${operationId}::uuid AND stage_pass.environment_id = ${environmentId}::uuid
       AND stage_pass.release_id = operation.previous_release_id
       AND operation.previous_release_id IS DISTINCT FROM operation.release_id`;
}

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
