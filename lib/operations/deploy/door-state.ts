import "server-only";
import { NAMES } from "@/lib/domain/manifest/spec";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import { isClosedDoor } from "@/lib/domain/operation/rollout";
import type { DeployEffects } from "./effects";

/** A sentence about an end is not worth a longer wait. */
const LIMIT_MS = 5_000;

/** True when this deployment goes behind a closed door, as its plan says. */
export const closesDoor = ({ strategy }: Pick<DeploySubject, "strategy">): boolean => strategy === "recreate";

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
