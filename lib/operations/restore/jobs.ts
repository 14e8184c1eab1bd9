import "server-only";
import { z } from "zod";
import { NAMES } from "@/lib/domain/manifest/spec";
import { FILESTORE_DIRECTORY, renderToolboxJob, type ToolboxSpec } from "@/lib/domain/manifest/toolbox-job";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import { operationDigits } from "@/lib/domain/operation/name";
import { copyNames, SWAP_JOB_SECONDS } from "@/lib/domain/recovery/restore-plan";
import { Parked, type StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { type DeployEffects, openSubject } from "../deploy/effects";
import { noted } from "../deploy/live-wait";
import { referenceOf } from "../deploy/world";
import { toolboxSpec } from "../recovery/backup-job";
import { runToolbox, type ToolboxRun } from "../recovery/toolbox-job";

/** An operation on data: its environment, the cluster, and what the living database is called. */
export type DataPlace = {
  effects: DeployEffects;
  cluster: ClusterConnection;
  subject: DeploySubject;
  database: string;
  ctx: StepContext;
};

/** @throws RefusedFailure when the environment's secret does not name its database */
export async function openPlace(effects: DeployEffects, ctx: StepContext): Promise<DataPlace> {
  const { subject, cluster } = await openSubject(effects, ctx);
  const { namespace } = subject.environment;
  const secret = await cluster.objects.readSecret(namespace, NAMES.databaseSecret, ctx.signal);
  const database = secret?.["dbname"];
  if (!database) throw new RefusedFailure(`Secret ${NAMES.databaseSecret} does not name the database.`);
  return { effects, cluster, subject, database, ctx };
}

/** What stands beside the living database for an operation; this one, unless another is named. */
export const namesOf = ({ database, subject }: DataPlace, operationId = subject.operationId) =>
  copyNames(database, operationDigits(operationId));

export const filestoreOf = (name: string): string => `${FILESTORE_DIRECTORY}/${name}`;

type Wanted = {
  name: string;
  args: readonly string[];
  limitSeconds?: number;
  /** Namespace whose repository is read. */
  repositoryOf?: string;
  /** The operation whose mark what is kept shall carry, where it is not this one's. */
  marks?: string;
};

/** A toolbox Job of this operation; the same for every worker. */
export function dataRun({ effects, cluster, subject }: DataPlace, wanted: Wanted): ToolboxRun {
  const { name, args, repositoryOf, marks, limitSeconds = SWAP_JOB_SECONDS } = wanted;
  const { environment, clusterId, operationId, release } = subject;
  const whose = { environment, clusterId, operationId, release: release.name };
  const spec: ToolboxSpec = {
    ...toolboxSpec(effects.recovery, whose, { name, args }),
    limitSeconds,
    ...(marks === undefined ? {} : { operationId: marks }),
  };
  const run = { cluster, records: effects.recovery.records, spec };
  return repositoryOf === undefined ? run : { ...run, repositoryOf };
}

/** Runs a Job of a step that may have several: how much of its log was told is noted for that Job only. */
export async function runData<S extends z.ZodType>(
  run: ToolboxRun,
  ctx: StepContext,
  schema: S,
): Promise<z.output<S>> {
  const { name } = run.spec;
  const memo = noted(ctx, "job") === name ? (ctx.memo ?? null) : null;
  try {
    return await runToolbox(run, { ...ctx, memo }, schema);
  } catch (error) {
    if (!(error instanceof Parked)) throw error;
    const told = z.object({ told: z.number() }).safeParse(error.wait.memo);
    throw new Parked({ ...error.wait, memo: { job: name, told: told.success ? told.data.told : 0 } });
  }
}

/** The Job as it stands on the cluster; null when it was never made, or is gone. */
export const liveJob = ({ cluster, spec }: ToolboxRun, signal: AbortSignal) =>
  cluster.objects.read(referenceOf(renderToolboxJob(spec)), signal);

const Figures = z.record(z.string().max(60), z.string().max(300)).default({});
const Version = z.string().max(80).nullable();
const ModulePair = z.object({ name: z.string().max(200), before: Version, after: Version });
export const SwapToolboxReport = z.object({
  ok: z.literal(true),
  swapped: z.boolean(),
  repeated: z.boolean(),
  keptDatabase: z.string().max(63).nullable(),
  before: Figures,
  after: Figures,
  modules: z.array(ModulePair).max(50).default([]),
});
export const RestoreToolboxReport = z.object({
  ok: z.literal(true),
  repeated: z.boolean(),
  database: z.string().max(63),
  filestore: z.string().max(500),
  rowCounts: z.record(z.string().max(100), z.int().nonnegative()).default({}),
  attachments: z.object({ total: z.number(), present: z.number() }),
  neutralized: z.record(z.string().max(100), z.number()).nullable().default(null),
  totalSeconds: z.number().default(0),
});
export const DropToolboxReport = z.object({
  ok: z.literal(true),
  databases: z.array(z.string().max(63)).max(20).default([]),
});
