import "server-only";
import { z } from "zod";
import { NAMES } from "@/lib/domain/manifest/spec";
import { FILESTORE_DIRECTORY, renderToolboxJob, type ToolboxSpec } from "@/lib/domain/manifest/toolbox-job";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import { SWAP_JOB_SECONDS } from "@/lib/domain/recovery/restore-plan";
import { Parked, type StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { type DeployEffects, openSubject } from "../deploy/effects";
import { noted } from "../deploy/live-wait";
import { referenceOf } from "../deploy/world";
import { toolboxSpec } from "./backup-job";
import { runToolbox, type ToolboxRun } from "./toolbox-job";

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
  const { environment, clusterId, operationId, release, previousRelease } = subject;
  const whose = { environment, clusterId, operationId, release: (previousRelease ?? release).name };
  const spec: ToolboxSpec = {
    ...toolboxSpec(effects.recovery, whose, { name, args }),
    limitSeconds,
    ...(marks === undefined ? {} : { operationId: marks }),
  };
  const run = { cluster, records: effects.recovery.records, spec };
  return repositoryOf === undefined ? run : { ...run, repositoryOf };
}

/**
 * Runs a Job of a step that may have several: how much of its log was told is noted for that Job only. With the step's
 * Jobs in their order, one that ended before the Job waited for now is read again without being told again.
 */
export async function runData<S extends z.ZodType>(
  run: ToolboxRun,
  ctx: StepContext,
  schema: S,
  order: readonly string[] = [],
): Promise<z.output<S>> {
  const { name } = run.spec;
  const waiting = noted(ctx, "job");
  const rank = (job: unknown) => (typeof job === "string" ? order.indexOf(job) : -1);
  const told = rank(waiting) > rank(name) && rank(name) >= 0;
  const memo = waiting === name ? (ctx.memo ?? null) : null;
  const own = { ...ctx, memo, ...(told ? { tell: () => undefined } : {}) };
  try {
    return await runToolbox(run, own, schema);
  } catch (error) {
    if (!(error instanceof Parked)) throw error;
    const lines = z.object({ told: z.number() }).safeParse(error.wait.memo);
    throw new Parked({ ...error.wait, memo: { job: name, told: lines.success ? lines.data.told : 0 } });
  }
}

/** The Job as it stands on the cluster; null when it was never made, or is gone. */
export const liveJob = ({ cluster, spec }: ToolboxRun, signal: AbortSignal) =>
  cluster.objects.read(referenceOf(renderToolboxJob(spec)), signal);
