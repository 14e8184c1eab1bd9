import "server-only";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { type DeploySubject, neededModules } from "@/lib/domain/operation/deploy-subject";
import { done, type StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { toolboxSpec } from "../recovery/backup-job";
import { toolboxPreflight } from "../recovery/preflight";
import { type DeployEffects, type DeployStep, openSubject, wantedObjects } from "./effects";
import { migrationJob } from "./migrate";
import { preflightParameters } from "./parameters";

const SECRETS = [
  { name: NAMES.databaseSecret, keys: ["host", "port", "user", "password", "dbname"] },
  { name: NAMES.apiSecret, keys: ["login", "key"] },
] as const;

/** Looks at everything a deployment needs before it touches anything. The first thing missing is the reason. */
export const preflight: DeployStep = {
  name: "preflight",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const { serverVersion } = await checkCluster(cluster, ctx);
    await checkNamespace(cluster, subject.environment.namespace, ctx);
    await checkSecrets(cluster, subject.environment.namespace, ctx);
    await checkImage(effects, subject, ctx);
    await rehearse(effects, cluster, subject, ctx);
    if (preflightParameters(ctx).checkpoint) await checkCheckpoint(effects, cluster, subject, ctx);
    return done("The cluster, its secrets and the image are ready, and it accepts every object.", {
      serverVersion,
    });
  },
};

/** That the cluster answers and Holdfast may do there what it does. */
export async function checkCluster(cluster: ClusterConnection, ctx: StepContext) {
  const check = await cluster.check(ctx.signal);
  const missing = check.privileges.filter(({ allowed }) => !allowed);
  const [first] = missing;
  if (first !== undefined) {
    const group = first.group === "" ? "" : `.${first.group}`;
    const more = missing.length > 1 ? `, and ${missing.length - 1} more` : "";
    throw new RefusedFailure(
      `Holdfast may not ${first.verb} ${first.resource}${group} on the cluster (needed to ${first.purpose}${more}).`,
    );
  }
  ctx.tell(`The cluster answers: ${check.server}, version ${check.serverVersion}.`);
  return check;
}

async function checkNamespace(cluster: ClusterConnection, name: string, ctx: StepContext): Promise<void> {
  const live = await cluster.objects.read({ apiVersion: "v1", kind: "Namespace", name }, ctx.signal);
  if (live !== null && "deletionTimestamp" in live.metadata && live.metadata.deletionTimestamp) {
    throw new RefusedFailure(`Namespace ${name} is being deleted.`);
  }
  ctx.tell(live === null ? `Namespace ${name} does not exist yet.` : `Namespace ${name} exists.`);
}

async function checkSecrets(cluster: ClusterConnection, namespace: string, ctx: StepContext): Promise<void> {
  for (const { name, keys } of SECRETS) {
    const values = await cluster.objects.readSecret(namespace, name, ctx.signal);
    if (values === null) throw new RefusedFailure(`Secret ${name} does not exist in namespace ${namespace}.`);
    const empty = keys.filter((key) => !values[key]);
    if (empty.length > 0) {
      throw new RefusedFailure(`Secret ${name} in namespace ${namespace} lacks ${empty.join(", ")}.`);
    }
    ctx.tell(`Secret ${name} has ${keys.join(", ")}.`);
  }
}

async function checkImage(effects: DeployEffects, subject: DeploySubject, ctx: StepContext): Promise<void> {
  const { repository, digest, name } = subject.release;
  if (!(await effects.registry.exists(repository, digest, ctx.signal))) {
    throw new RefusedFailure(`The registry has no image ${repository}@${digest}, which is release ${name}.`);
  }
  ctx.tell(`The registry has ${repository}@${digest.slice(0, 19)}….`);
}

/** The plan saves the data before the update: what that needs must be there before the door closes. */
async function checkCheckpoint(
  { recovery }: DeployEffects,
  cluster: ClusterConnection,
  { environment, clusterId, operationId, previousRelease, release }: DeploySubject,
  ctx: StepContext,
): Promise<void> {
  const copied = { environment, clusterId, operationId, release: (previousRelease ?? release).name };
  const spec = toolboxSpec(recovery, copied, { name: "backup", args: ["backup"] });
  const { sentence } = await toolboxPreflight(recovery, cluster, spec, ctx);
  ctx.tell(`The checkpoint can be taken. ${sentence}`);
}

/** Lets the cluster judge every object without keeping it: admission, quota and privileges speak here. */
async function rehearse(
  effects: DeployEffects,
  cluster: ClusterConnection,
  subject: DeploySubject,
  ctx: StepContext,
): Promise<void> {
  const objects: ManifestObject[] = [...wantedObjects(effects, subject)];
  const { install, update } = neededModules(subject);
  if (install.length + update.length > 0) objects.push(migrationJob(subject));
  const options = { fieldManager: FIELD_MANAGER, force: true, dryRun: true, signal: ctx.signal };
  await cluster.objects.apply(objects, options);
  ctx.tell(`The cluster accepts all ${objects.length} objects in a rehearsal.`);
}
