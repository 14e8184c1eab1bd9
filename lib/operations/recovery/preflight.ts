import "server-only";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { renderToolboxJob, type ToolboxSpec } from "@/lib/domain/manifest/toolbox-job";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import type { RecoveryEffects } from "./effects";

const DATABASE_KEYS = ["host", "port", "user", "password", "dbname"] as const;

/** What a toolbox Job needs, looked at before one is made: the place, the database's secret, the cluster's consent. */
export async function toolboxPreflight(
  recovery: RecoveryEffects,
  cluster: ClusterConnection,
  spec: ToolboxSpec,
  ctx: StepContext,
): Promise<StepDone> {
  if (recovery.toolboxImage === "")
    throw new RefusedFailure("This installation names no toolbox image (HOLDFAST_TOOLBOX_IMAGE).");
  const { tenantId, namespace } = spec.environment;
  if ((await recovery.records.openStore(tenantId, namespace)) === null)
    throw new RefusedFailure("The tenant has no place for backups. A platform engineer sets one up.");
  const secret = NAMES.databaseSecret;
  const values = await cluster.objects.readSecret(namespace, secret, ctx.signal);
  if (values === null) throw new RefusedFailure(`Secret ${secret} does not exist in namespace ${namespace}.`);
  const empty = DATABASE_KEYS.filter((key) => !values[key]);
  if (empty.length > 0)
    throw new RefusedFailure(`Secret ${secret} in namespace ${namespace} lacks ${empty.join(", ")}.`);
  const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name: NAMES.filestore };
  if ((await cluster.objects.read(claim, ctx.signal)) === null)
    throw new RefusedFailure(`The claim ${NAMES.filestore} does not exist in namespace ${namespace}.`);
  const rehearsal = { fieldManager: FIELD_MANAGER, force: true, dryRun: true, signal: ctx.signal };
  await cluster.objects.apply([renderToolboxJob(spec)], rehearsal);
  return done("The cluster accepts the Job; database, files and the place for backups are there.");
}
