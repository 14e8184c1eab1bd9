import "server-only";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { NAMES } from "@/lib/domain/manifest/spec";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import { isClosedDoor } from "@/lib/domain/operation/rollout";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import type { DeployEffects } from "./effects";
import { strategyOf } from "./parameters";

/** A sentence about an end is not worth a longer wait. */
const LIMIT_MS = 5_000;

const EXCHANGES: ReadonlySet<DeploySubject["kind"]> = new Set([
  "restore",
  "undo_restore",
  "restore_rollback",
]);

/** True when this operation goes behind a closed door and opens it by a step of its own, as its plan says. */
export const closesDoor = ({ kind, strategy }: Pick<DeploySubject, "kind" | "strategy">): boolean =>
  strategy === "recreate" || EXCHANGES.has(kind);

/** The route that lets visitors in, or shows them the page; null where there is none. */
export const readRoute = (
  cluster: ClusterConnection,
  { environment }: Pick<DeploySubject, "environment">,
  signal: AbortSignal,
): Promise<ManifestObject | null> =>
  cluster.objects.read(
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "IngressRoute",
      namespace: environment.namespace,
      name: NAMES.web,
    },
    signal,
  );

/**
 * True while nobody may be let in: the plan of the step closes the door, or what failed here before left it closed. It
 * stays so until the business checks have passed.
 */
export async function behindDoor(
  cluster: ClusterConnection,
  subject: Pick<DeploySubject, "environment">,
  ctx: StepContext,
): Promise<boolean> {
  return strategyOf(ctx) === "recreate" || isClosedDoor(await readRoute(cluster, subject, ctx.signal));
}

/** Whether visitors are let in, as the cluster holds it now. */
export async function seenDoor(
  { clusters }: Pick<DeployEffects, "clusters">,
  subject: DeploySubject,
): Promise<"open" | "closed" | "unknown"> {
  try {
    const cluster = await clusters.open(subject.clusterId);
    const live = await readRoute(cluster, subject, AbortSignal.timeout(LIMIT_MS));
    if (live === null) return "unknown";
    return isClosedDoor(live) ? "closed" : "open";
  } catch {
    return "unknown";
  }
}
