import "server-only";
import { operationShortId } from "@/lib/domain/operation/name";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import { backupEnded, takeBackup } from "../recovery/backup-job";
import { type DeployEffects, type DeployStep, openSubject } from "./effects";

/**
 * Saves database and files behind the closed door: nobody writes any more and nothing is updated yet, so that what is
 * saved is all there is. Its backup is the change's restore point. Anything less than complete fails, and reopens.
 */
export const checkpoint: DeployStep = {
  name: "checkpoint",
  touches: true,
  async isDone(effects, ctx) {
    const copying = await copyingOf(effects, ctx);
    return (await backupEnded(copying, ctx.signal)) ? save(copying, ctx) : null;
  },
  async perform(effects, ctx) {
    return save(await copyingOf(effects, ctx), ctx);
  },
};

async function copyingOf(effects: DeployEffects, ctx: StepContext) {
  const { recovery } = effects;
  const { cluster } = await openSubject(effects, ctx);
  const subject = await recovery.records.ensureBackup(ctx.operationId, "checkpoint");
  if (subject === null) throw new RefusedFailure(`Operation ${ctx.operationId} takes no checkpoint.`);
  return { recovery, cluster, subject };
}

async function save(copying: Awaited<ReturnType<typeof copyingOf>>, ctx: StepContext): Promise<StepDone> {
  const { backupId, operationId } = copying.subject;
  const { state, sentence, contents } = await takeBackup(copying, ctx);
  if (state !== "good")
    throw new FailedCheck(`the checkpoint is not complete: ${sentence.replace(/[.\s]+$/, "")}`, { backupId });
  const { databaseSnapshotId, filestoreSnapshotId, takenAt } = contents;
  return done(`${sentence} It is the restore point of ${operationShortId(operationId)}.`, {
    backupId,
    databaseSnapshotId,
    filestoreSnapshotId,
    takenAt,
  });
}
