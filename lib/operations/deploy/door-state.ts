import "server-only";
import { NAMES } from "@/lib/domain/manifest/spec";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import { isClosedDoor } from "@/lib/domain/operation/rollout";
import { schemaChanges } from "@/lib/domain/operation/strategy";
import { diffModules } from "@/lib/domain/release/diff";
import type { DeployEffects } from "./effects";

/** A sentence about an end is not worth a longer wait. */
const LIMIT_MS = 5_000;

/** True when this deployment goes behind a closed door: the same rule as chooses its strategy. */
export const closesDoor = ({ kind, previousRelease, release }: DeploySubject): boolean =>
  kind === "deploy" &&
  previousRelease !== null &&
  schemaChanges(diffModules(previousRelease.modules, release.modules)).length > 0;

/** Whether visitors are let in, as the cluster holds it now. */
export async function seenDoor(
  { clusters }: Pick<DeployEffects, "clusters">,
  { clusterId, environment }: DeploySubject,
): Promise<"open" | "closed" | "unknown"> {
  const route = {
    apiVersion: "traefik.io/v1alpha1",
    kind: "IngressRoute",
    namespace: environment.namespace,
    name: NAMES.web,
  };
  try {
    const cluster = await clusters.open(clusterId);
    const live = await cluster.objects.read(route, AbortSignal.timeout(LIMIT_MS));
    if (live === null) return "unknown";
    return isClosedDoor(live) ? "closed" : "open";
  } catch {
    return "unknown";
  }
}
