import "server-only";
import { copyErpReferences } from "@/lib/domain/manifest/copy-erp";
import { CLUSTER_API, recoveryClusterName } from "@/lib/domain/manifest/recovery-cluster";
import { TOOLBOX_JOBS, toolboxJobName, toolboxSecretName } from "@/lib/domain/manifest/toolbox-job";
import { operationDigits } from "@/lib/domain/operation/name";
import { jobEnded } from "@/lib/domain/operation/rollout";
import type { ClusterConnection } from "@/lib/ports/cluster";

/** A toolbox Job that runs on although its operation has ended. */
type AbandonedJob = { operationId: string; name: string; namespace: string };

/**
 * Takes a Job that still runs away from the cluster, and the key and the way to the object storage of any. Its pod is
 * asked to stop and has a minute, in which the toolbox drops the database it was reading into. One that has ended stays
 * for its log. The ERP on a copy that was read back goes too. What is gone already is no failure.
 */
export async function removeAbandonedJob(
  { objects }: Pick<ClusterConnection, "objects">,
  { operationId, name, namespace }: AbandonedJob,
  signal: AbortSignal,
): Promise<void> {
  const digits = operationDigits(operationId);
  const job = toolboxJobName(digits, name);
  const running = { apiVersion: "batch/v1", kind: "Job", namespace, name: job };
  const live = await objects.read(running, signal);
  if (live !== null && !jobEnded(live)) await objects.remove(running, signal);
  const secret = { apiVersion: "v1", kind: "Secret", namespace, name: toolboxSecretName(digits, name) };
  await objects.remove(secret, signal);
  const policy = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", namespace, name: job };
  await objects.remove(policy, signal);
  if (name !== TOOLBOX_JOBS.verify) return;
  for (const reference of copyErpReferences(namespace, digits)) await objects.remove(reference, signal);
}

/** A recovered Cluster, named by its operation: no other operation and nothing that lives uses it. */
type ServerAside = {
  operationId: string;
  recovery: { cluster: string; environment: { namespace: string } };
};

/** Takes a recovered Cluster away; its pods, volumes and secrets are its own and go with it. One that is gone is no failure. */
export async function removeServerAside(
  { objects }: Pick<ClusterConnection, "objects">,
  { operationId, recovery }: ServerAside,
  signal: AbortSignal,
): Promise<void> {
  const { namespace } = recovery.environment;
  const aside = { namespace, name: recoveryClusterName(recovery.cluster, operationDigits(operationId)) };
  await objects.remove({ apiVersion: CLUSTER_API, kind: "Cluster", ...aside }, signal);
  await objects.remove({ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", ...aside }, signal);
}
