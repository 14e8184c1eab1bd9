import "server-only";
import type { PodFact } from "@/lib/domain/health/facts";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { objectsToRemove } from "@/lib/domain/operation/prune";
import { deploymentFinished, markOf } from "@/lib/domain/operation/rollout";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { whileLive } from "./live-wait";
import { readAll, referenceOf } from "./world";

/** Server-side apply of objects that carry their marks already. */
export const applyMarked = (
  cluster: ClusterConnection,
  marked: readonly ManifestObject[],
  signal: AbortSignal,
): Promise<void> => cluster.objects.apply(marked, { fieldManager: FIELD_MANAGER, force: true, signal });

/** True when the live counterpart of each object carries its mark, and each Deployment has finished with it. */
export async function allStand(
  cluster: ClusterConnection,
  marked: readonly ManifestObject[],
  signal: AbortSignal,
): Promise<boolean> {
  const live = await readAll(cluster, marked, signal);
  return marked.every((object, index) => {
    const counterpart = live[index] ?? null;
    if (markOf(counterpart) !== markOf(object)) return false;
    return object.kind !== "Deployment" || deploymentFinished(counterpart);
  });
}

/** Removes what only the other manifest had. */
export async function prune(
  cluster: ClusterConnection,
  replaced: readonly ManifestObject[],
  objects: readonly ManifestObject[],
  signal: AbortSignal,
): Promise<void> {
  for (const object of objectsToRemove(replaced, objects)) {
    await cluster.objects.remove(referenceOf(object), signal);
  }
}

type Named = { apiVersion: string; kind: string; name: string };
const named = (apiVersion: string, kind: string, name: string): Named => ({ apiVersion, kind, name });

const CANARY = [
  named("apps/v1", "Deployment", NAMES.canary),
  named("v1", "Service", NAMES.canary),
  named("v1", "ConfigMap", NAMES.canaryConfigMap),
];
const MAINTENANCE = [
  named("apps/v1", "Deployment", NAMES.maintenance),
  named("v1", "Service", NAMES.maintenance),
  named("v1", "ConfigMap", NAMES.maintenance),
  named("networking.k8s.io/v1", "NetworkPolicy", NAMES.maintenance),
  ...["headers", "page", "closed"].map((part) =>
    named("traefik.io/v1alpha1", "Middleware", `${NAMES.maintenance}-${part}`),
  ),
];

/** Removes a canary's pods, Service and settings, and what stood behind a closed door. Call it when no route leads there. */
export async function removeBesides(
  cluster: ClusterConnection,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  for (const reference of [...CANARY, ...MAINTENANCE]) {
    await cluster.objects.remove({ ...reference, namespace }, signal);
  }
}

/** True when neither a canary nor a maintenance page stands beside the release. */
export async function nothingBesides(
  cluster: ClusterConnection,
  namespace: string,
  signal: AbortSignal,
): Promise<boolean> {
  for (const reference of [...CANARY, ...MAINTENANCE]) {
    if ((await cluster.objects.read({ ...reference, namespace }, signal)) !== null) return false;
  }
  return true;
}

const ENDED = new Set(["Succeeded", "Failed"]);

/**
 * Waits until no pod of these components is left, those that are still ending included.
 * @throws Parked after some seconds of it: the step is asked again when the pods change
 */
export async function waitUntilGone(
  cluster: ClusterConnection,
  namespace: string,
  components: ReadonlySet<string>,
  ctx: StepContext,
): Promise<void> {
  const isLeft = ({ component, phase }: PodFact) => components.has(component) && !ENDED.has(phase);
  await whileLive(ctx, {
    follow: async (live) => {
      const gone = new AbortController();
      await cluster.waits.pods({
        signal: AbortSignal.any([live, gone.signal]),
        onChange: (change) => {
          if (change.namespace === namespace && !change.pods.some(isLeft)) gone.abort();
        },
        onListed: (namespaces) => (namespaces.has(namespace) ? undefined : gone.abort()),
        onUnreachable: (cause) => ctx.tell(`The cluster does not answer: ${cause}`, { level: "warn" }),
        onReachable: () => undefined,
      });
      if (!gone.signal.aborted) live.throwIfAborted();
    },
    reason: "Waits until the pods that are to go have ended.",
    memo: () => null,
  });
}
