import "server-only";
import { BackupToolboxReport } from "@/lib/contracts/jobs/toolbox-report";
import { TOOLBOX_JOBS, type ToolboxSpec } from "@/lib/domain/manifest/toolbox-job";
import { operationDigits } from "@/lib/domain/operation/name";
import { TOOLBOX_SECONDS } from "@/lib/domain/recovery/backup-plan";
import {
  type BackupContents,
  type BackupSubject,
  type CopiedEnvironment,
  EARLIER_BACKUPS,
  judgeBackup,
  type TakenBackup,
} from "@/lib/domain/recovery/backup-record";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { configurationVariable } from "./configuration";
import type { RecoveryEffects } from "./effects";
import { runToolbox, ToolboxSaid, toolboxEnded } from "./toolbox-job";

/** One toolbox Job for an environment, as backups and verifications run it. */
export function toolboxSpec(
  recovery: Pick<RecoveryEffects, "toolboxImage" | "scratchGibibytes">,
  subject: CopiedEnvironment & { operationId: string },
  job: Pick<ToolboxSpec, "name" | "args"> & { labels?: Readonly<Record<string, string>> },
): ToolboxSpec {
  const { environment, release, operationId } = subject;
  return {
    environment,
    release,
    operationId,
    operationDigits: operationDigits(operationId),
    name: job.name,
    args: job.args,
    image: recovery.toolboxImage,
    labels: {
      tenant: environment.tenantSlug,
      environment: environment.namespace,
      release,
      ...job.labels,
    },
    limitSeconds: TOOLBOX_SECONDS,
    scratchGibibytes: recovery.scratchGibibytes,
  };
}

type Copying = { recovery: RecoveryEffects; cluster: ClusterConnection; subject: BackupSubject };

const runOf = ({ recovery, cluster, subject }: Copying) => ({
  cluster,
  records: recovery.records,
  secrets: async () => configurationVariable(await recovery.records.configurationOf(subject.operationId)),
  spec: toolboxSpec(recovery, subject, {
    name: TOOLBOX_JOBS.backup,
    args: ["backup"],
    labels: { cause: subject.cause },
  }),
});

/** True when the operation's backup Job has ended. */
export const backupEnded = (copying: Copying, signal: AbortSignal): Promise<boolean> =>
  toolboxEnded(runOf(copying), signal);

/**
 * Copies database and filestore by the operation's one Job, or follows the one that runs already; the backup's row ends
 * good or damaged with what it holds, or failed with the toolbox's sentence.
 * @throws ToolboxSaid when it failed, Parked while it takes longer
 */
export async function takeBackup(copying: Copying, ctx: StepContext): Promise<TakenBackup> {
  const { recovery, subject } = copying;
  const report = await runToolbox(runOf(copying), ctx, BackupToolboxReport).catch(async (error: unknown) => {
    if (error instanceof ToolboxSaid)
      await recovery.records.finishBackup(subject.operationId, {
        state: "failed",
        sentence: failedSentence(error),
      });
    throw error;
  });
  const { environmentId } = subject.environment;
  const earlier = await recovery.records.earlierBytes(environmentId, subject.backupId, EARLIER_BACKUPS);
  const judged = judgeBackup(contentsOf(report), earlier);
  await recovery.records.finishBackup(subject.operationId, judged);
  return judged;
}

const failedSentence = ({ message }: Error): string => `Failed: ${message}.`;

function contentsOf(report: BackupToolboxReport): BackupContents {
  const { attachments, serverTime, seconds, ok: _ok, repeated: _repeated, ...same } = report;
  return {
    ...same,
    takenAt: serverTime,
    attachmentsTotal: attachments.total,
    attachmentsPresent: attachments.present,
    attachmentsMissing: attachments.missing,
    seconds: Object.values(seconds).reduce((sum, one) => sum + one, 0),
  };
}
