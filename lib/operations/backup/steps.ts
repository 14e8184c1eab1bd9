import "server-only";
import type { BackupStepName } from "@/lib/domain/recovery/backup-plan";
import { spokenBytes } from "@/lib/domain/recovery/backup-record";
import type { EndFacts } from "@/lib/engine/arguments";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployEffects, DeployStep } from "../deploy/effects";
import { gates } from "../deploy/gates";
import { backupEnded, takeBackup, toolboxSpec } from "../recovery/backup-job";
import { toolboxPreflight } from "../recovery/preflight";
import { failedReading } from "../recovery/sentences";

async function copyingOf(effects: DeployEffects, ctx: StepContext) {
  const { recovery, clusters } = effects;
  const subject = await recovery.records.backupOf(ctx.operationId);
  if (subject === null) throw new RefusedFailure(`Operation ${ctx.operationId} takes no backup.`);
  return { recovery, subject, cluster: await clusters.open(subject.clusterId) };
}

const preflight: DeployStep = {
  name: "preflight",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { recovery, subject, cluster } = await copyingOf(effects, ctx);
    const spec = toolboxSpec(recovery, subject, { name: "backup", args: ["backup"] });
    return toolboxPreflight(recovery, cluster, spec, ctx);
  },
};

/** Copies database, then filestore, as one restore point. The ERP goes on working meanwhile. */
const snapshot: DeployStep = {
  name: "snapshot",
  touches: false,
  async isDone(effects, ctx) {
    const copying = await copyingOf(effects, ctx);
    return (await backupEnded(copying, ctx.signal)) ? copy(copying, ctx) : null;
  },
  perform: async (effects, ctx) => copy(await copyingOf(effects, ctx), ctx),
};

async function copy(copying: Awaited<ReturnType<typeof copyingOf>>, ctx: StepContext): Promise<StepDone> {
  const { state, sentence, contents, shrunken } = await takeBackup(copying, ctx);
  if (state === "damaged" || shrunken) ctx.tell(sentence, { level: "warn" });
  return done(`Database and files are copied; the store grew by ${spokenBytes(contents.addedBytes)}.`, {
    databaseSnapshotId: contents.databaseSnapshotId,
    filestoreSnapshotId: contents.filestoreSnapshotId,
  });
}

const recordBackup: DeployStep = {
  name: "record_backup",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const sentence = await effects.recovery.records.sentenceOf(ctx.operationId);
    return done(sentence ?? "The backup is recorded.");
  },
};

/** A planned step without an implementation does not compile. */
const BY_NAME: Readonly<Record<BackupStepName, DeployStep>> = {
  gates,
  preflight,
  snapshot,
  record_backup: recordBackup,
};

export const BACKUP_STEP_LIST: readonly DeployStep[] = Object.values(BY_NAME);

/** One sentence about how a backup ended. */
export async function describeBackup(
  effects: Pick<DeployEffects, "recovery">,
  operationId: string,
  facts: EndFacts,
): Promise<string> {
  if (facts.state !== "succeeded") return failedReading("Not backed up", facts);
  return (await effects.recovery.records.sentenceOf(operationId)) ?? "Backed up.";
}
