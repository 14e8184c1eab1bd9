import "server-only";
import { z } from "zod";
import { NAMES } from "@/lib/domain/manifest/spec";
import {
  FILESTORE_DIRECTORY,
  renderToolboxJob,
  type ToolboxSpec,
  toolboxJobName,
} from "@/lib/domain/manifest/toolbox-job";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import { operationDigits } from "@/lib/domain/operation/name";
import { jobEnded } from "@/lib/domain/operation/rollout";
import { FailedCheck } from "@/lib/engine/failure";
import { Parked, type StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { toolboxSpec } from "../recovery/backup-job";
import { runToolbox } from "../recovery/toolbox-job";
import type { DeployEffects } from "./effects";
import { noted } from "./live-wait";
import { referenceOf } from "./world";

/** One deployment's data: the cluster they are on, whose they are, and the step that asks. */
export type DataPlace = { cluster: ClusterConnection; subject: DeploySubject; ctx: StepContext };

/** The Jobs of the step in their order, as they are named. */
const JOBS = ["restore", "swap", "drop"] as const;
type JobName = (typeof JOBS)[number];
const ORDER: readonly unknown[] = JOBS;

/** A toolbox Job of this deployment; the same for every worker. */
function dataJob(
  { recovery }: DeployEffects,
  { environment, clusterId, operationId, previousRelease, release }: DeploySubject,
  name: JobName,
  args: readonly string[],
): ToolboxSpec {
  const running = (previousRelease ?? release).name;
  return toolboxSpec(recovery, { environment, clusterId, operationId, release: running }, { name, args });
}

const Point = z.object({
  backupId: z.string(),
  databaseSnapshotId: z.string(),
  filestoreSnapshotId: z.string(),
});
export type SavedPoint = z.infer<typeof Point>;

/** What the checkpoint's step recorded. @throws RefusedFailure when it recorded nothing that could be restored */
export function savedPoint({ results }: StepContext): SavedPoint {
  const parsed = Point.safeParse(results.get("checkpoint"));
  if (!parsed.success) throw new RefusedFailure("The checkpoint's record does not say what to restore.");
  return parsed.data;
}

/** True when this operation has begun to bring its checkpoint back. */
export async function isComingBack(
  effects: DeployEffects,
  { cluster, subject, ctx }: DataPlace,
): Promise<boolean> {
  const job = renderToolboxJob(dataJob(effects, subject, "restore", []));
  return (await cluster.objects.read(referenceOf(job), ctx.signal)) !== null;
}

/** True while the Job of a checkpoint that was given up still runs. */
export async function isSaving({ cluster, subject, ctx }: DataPlace): Promise<boolean> {
  const live = await cluster.objects.read(savingJob(subject), ctx.signal);
  return live !== null && !jobEnded(live);
}

/** Ends it, so that it does not go on behind the back of the release that is let in again. */
export const stopSaving = ({ cluster, subject, ctx }: DataPlace): Promise<void> =>
  cluster.objects.remove(savingJob(subject), ctx.signal);

const savingJob = ({ environment, operationId }: DeploySubject) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  namespace: environment.namespace,
  name: toolboxJobName(operationDigits(operationId), "backup"),
});

const Restored = z.object({ ok: z.literal(true), database: z.string(), filestore: z.string() });
export type Copy = z.infer<typeof Restored>;

/** Loads the checkpoint into a database and a directory beside the living ones, which nothing is done to. */
export async function bringBackBeside(
  effects: DeployEffects,
  place: DataPlace,
  { databaseSnapshotId, filestoreSnapshotId }: SavedPoint,
): Promise<Copy> {
  const name = named(await livingDatabase(place), "checkpoint", place.subject.operationId);
  const snapshots = ["--database-snapshot", databaseSnapshotId, "--filestore-snapshot", filestoreSnapshotId];
  const into = ["--into-database", name, "--into-filestore", `${FILESTORE_DIRECTORY}/${name}`];
  return run(
    effects,
    place,
    dataJob(effects, place.subject, "restore", ["restore", ...snapshots, ...into]),
    Restored,
  );
}

const Swapped = z.object({ ok: z.literal(true), swapped: z.boolean(), repeated: z.boolean() });

/** Puts the copy into the place of the living data. Call it when no pod of the ERP is left. */
export async function exchangeData(
  effects: DeployEffects,
  place: DataPlace,
  { database, filestore }: Copy,
): Promise<void> {
  const { operationId } = place.subject;
  const kept = named(await livingDatabase(place), "failed", operationId);
  const names = ["--with", database, "--filestore-with", filestore, "--keep-as", kept];
  const spec = dataJob(effects, place.subject, "swap", ["swap", ...names, "--made-by", operationId]);
  const { swapped } = await run(effects, place, spec, Swapped);
  if (!swapped) throw new FailedCheck("the restored data were not put in the place of the living");
}

/** Removes the half-updated database and files. They serve nobody; that they could not be removed harms nobody. */
export async function dropWhatFailed(effects: DeployEffects, place: DataPlace): Promise<void> {
  const args = ["drop", "--made-by", place.subject.operationId];
  const spec = dataJob(effects, place.subject, "drop", args);
  try {
    await run(effects, place, spec, z.object({ ok: z.literal(true) }));
  } catch (error) {
    if (!(error instanceof FailedCheck)) throw error;
    place.ctx.tell(`The half-updated data could not be removed: ${error.message}.`, { level: "warn" });
  }
}

async function livingDatabase({ cluster, subject, ctx }: DataPlace): Promise<string> {
  const { namespace } = subject.environment;
  const secret = await cluster.objects.readSecret(namespace, NAMES.databaseSecret, ctx.signal);
  const name = secret?.["dbname"];
  if (!name) throw new RefusedFailure(`Secret ${NAMES.databaseSecret} does not name the database.`);
  return name;
}

const NAME_CHARACTERS = 63;

function named(database: string, purpose: string, operationId: string): string {
  const suffix = `_${purpose}_${operationDigits(operationId)}`;
  return `${database.slice(0, NAME_CHARACTERS - suffix.length)}${suffix}`;
}

/** Runs one Job of several in a step: how much of its log was told is noted for that Job, not for the next. */
async function run<S extends z.ZodType>(
  effects: DeployEffects,
  { cluster, ctx }: DataPlace,
  spec: ToolboxSpec,
  schema: S,
): Promise<z.output<S>> {
  const waiting = noted(ctx, "job");
  const rank = (name: unknown) => ORDER.indexOf(name);
  const over = rank(waiting) > rank(spec.name);
  const memo = waiting === spec.name ? (ctx.memo ?? null) : null;
  const own = { ...ctx, memo, ...(over ? { tell: () => undefined } : {}) };
  try {
    return await runToolbox({ cluster, records: effects.recovery.records, spec }, own, schema);
  } catch (error) {
    if (!(error instanceof Parked)) throw error;
    throw new Parked({ ...error.wait, memo: { job: spec.name, told: toldOf(error.wait.memo) } });
  }
}

const toldOf = (memo: unknown): number =>
  typeof memo === "object" && memo !== null && "told" in memo && typeof memo.told === "number"
    ? memo.told
    : 0;
