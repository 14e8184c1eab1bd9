import "server-only";
import { z } from "zod";
import { toolboxJobName } from "@/lib/domain/manifest/toolbox-job";
import { operationDigits } from "@/lib/domain/operation/name";
import { jobEnded } from "@/lib/domain/operation/rollout";
import { TOOLBOX_SECONDS } from "@/lib/domain/recovery/backup-plan";
import { checkpointNames } from "@/lib/domain/recovery/restore-plan";
import { FailedCheck } from "@/lib/engine/failure";
import type { StepContext } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import { type DataPlace, dataRun, filestoreOf, liveJob, runData } from "../recovery/data-jobs";

/** The Jobs of the step in their order, as they are named. */
const JOBS = ["restore", "swap", "drop"] as const;
type JobName = (typeof JOBS)[number];

/** A toolbox Job of this deployment; the same for every worker. */
const jobOf = (place: DataPlace, name: JobName, args: readonly string[]) =>
  dataRun(place, { name, args, limitSeconds: TOOLBOX_SECONDS });

const namesOf = ({ database, subject }: DataPlace) =>
  checkpointNames(database, operationDigits(subject.operationId));

const Point = z.object({
  backupId: z.string(),
  databaseSnapshotId: z.string(),
  filestoreSnapshotId: z.string(),
});
type SavedPoint = z.infer<typeof Point>;

/** What the checkpoint's step recorded. @throws RefusedFailure when it recorded nothing that could be restored */
export function savedPoint({ results }: StepContext): SavedPoint {
  const parsed = Point.safeParse(results.get("checkpoint"));
  if (!parsed.success) throw new RefusedFailure("The checkpoint's record does not say what to restore.");
  return parsed.data;
}

/** True when this operation has begun to bring its checkpoint back. */
export const isComingBack = async (place: DataPlace): Promise<boolean> =>
  (await liveJob(jobOf(place, "restore", []), place.ctx.signal)) !== null;

type Saving = Pick<DataPlace, "cluster" | "subject" | "ctx">;

/** True while the Job of a checkpoint that was given up still runs. */
export async function isSaving({ cluster, subject, ctx }: Saving): Promise<boolean> {
  const live = await cluster.objects.read(savingJob(subject), ctx.signal);
  return live !== null && !jobEnded(live);
}

/** Ends it, so that it does not go on behind the back of the release that is let in again. */
export const stopSaving = ({ cluster, subject, ctx }: Saving): Promise<void> =>
  cluster.objects.remove(savingJob(subject), ctx.signal);

const savingJob = ({ environment, operationId }: DataPlace["subject"]) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  namespace: environment.namespace,
  name: toolboxJobName(operationDigits(operationId), "backup"),
});

const Restored = z.object({ ok: z.literal(true), database: z.string(), filestore: z.string() });
type Copy = z.infer<typeof Restored>;

/** Loads the checkpoint into a database and a directory beside the living ones, which nothing is done to. */
export function bringBackBeside(
  place: DataPlace,
  { databaseSnapshotId, filestoreSnapshotId }: SavedPoint,
): Promise<Copy> {
  const { copy } = namesOf(place);
  const snapshots = ["--database-snapshot", databaseSnapshotId, "--filestore-snapshot", filestoreSnapshotId];
  const into = ["--into-database", copy, "--into-filestore", filestoreOf(copy)];
  return runData(jobOf(place, "restore", ["restore", ...snapshots, ...into]), place.ctx, Restored, JOBS);
}

const Swapped = z.object({ ok: z.literal(true), swapped: z.boolean(), repeated: z.boolean() });

/** Puts the copy into the place of the living data. Call it when no pod of the ERP is left. */
export async function exchangeData(place: DataPlace, { database, filestore }: Copy): Promise<void> {
  const { failed } = namesOf(place);
  const names = ["--with", database, "--filestore-with", filestore, "--keep-as", failed];
  const args = ["swap", ...names, "--made-by", place.subject.operationId];
  const { swapped } = await runData(jobOf(place, "swap", args), place.ctx, Swapped, JOBS);
  if (!swapped) throw new FailedCheck("the restored data were not put in the place of the living");
}

/** Removes the half-updated database and files. They serve nobody; that they could not be removed harms nobody. */
export async function dropWhatFailed(place: DataPlace): Promise<void> {
  const run = jobOf(place, "drop", ["drop", "--made-by", place.subject.operationId]);
  try {
    await runData(run, place.ctx, z.object({ ok: z.literal(true) }), JOBS);
  } catch (error) {
    if (!(error instanceof FailedCheck)) throw error;
    place.ctx.tell(`The half-updated data could not be removed: ${error.message}.`, { level: "warn" });
  }
}
