import "server-only";
import type { CopySpec } from "@/lib/domain/manifest/copy-erp";
import { NAMES } from "@/lib/domain/manifest/spec";
import { operationDigits } from "@/lib/domain/operation/name";
import type { VerifySubject } from "@/lib/domain/recovery/backup-record";
import { verifiedName } from "@/lib/domain/recovery/restore-plan";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployEffects } from "../deploy/effects";

/** A verification with the cluster of its environment. */
export type VerifyPlace = {
  effects: DeployEffects;
  cluster: ClusterConnection;
  subject: VerifySubject;
  ctx: StepContext;
};

export async function openVerification(effects: DeployEffects, ctx: StepContext): Promise<VerifyPlace> {
  const subject = await effects.recovery.records.verificationOf(ctx.operationId);
  if (subject === null) throw new RefusedFailure(`Operation ${ctx.operationId} verifies no backup.`);
  return { effects, cluster: await effects.clusters.open(subject.clusterId), subject, ctx };
}

export const digitsOf = ({ subject }: VerifyPlace): string => operationDigits(subject.operationId);

/** The keys of the living database, and what this verification calls its copy beside it; the same for every worker. */
export async function copyBeside(
  place: VerifyPlace,
): Promise<{ living: Readonly<Record<string, string>>; database: string }> {
  const { cluster, subject, ctx } = place;
  const { namespace } = subject.environment;
  const living = await cluster.objects.readSecret(namespace, NAMES.databaseSecret, ctx.signal);
  const name = living?.["dbname"];
  if (living === null || !name)
    throw new RefusedFailure(`Secret ${NAMES.databaseSecret} does not name the database.`);
  return { living, database: verifiedName(name, digitsOf(place)) };
}

/** The ERP on the copy, where one may be started. */
export const copySpecOf = (
  place: VerifyPlace,
  { release, database }: Pick<CopySpec, "release" | "database">,
): CopySpec => ({
  environment: place.subject.environment,
  operationDigits: digitsOf(place),
  ...{ release, database },
});
