import "server-only";
import { closedRoute, maintenanceObjects } from "@/lib/domain/manifest/maintenance";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { DEFAULT_PLACEMENT, NAMES, WEB_PORT } from "@/lib/domain/manifest/spec";
import { type DeploySubject, specOf } from "@/lib/domain/operation/deploy-subject";
import { operationDigits, operationShortId } from "@/lib/domain/operation/name";
import { closedMark, closedParts, emptied, markedWith } from "@/lib/domain/operation/rollout";
import { FailedCheck } from "@/lib/engine/failure";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import type { ErpTarget } from "@/lib/ports/outside";
import { type DeployEffects, previousManifest } from "./effects";
import { quiesceParameters } from "./parameters";
import { allStand, applyMarked, nothingBesides, removeBesides } from "./standing";
import { waitForRollout } from "./world";

/** The ERP behind one Service of the environment's private entrance. */
export const erpTarget = (subject: DeploySubject, service: string): ErpTarget => ({
  clusterId: subject.clusterId,
  namespace: subject.environment.namespace,
  service,
  port: WEB_PORT,
  apiSecret: NAMES.apiSecret,
  databaseSecret: NAMES.databaseSecret,
});

type ClosedDoor = {
  /** The page and what serves it. */
  page: readonly ManifestObject[];
  route: ManifestObject;
  /** The Deployment of scheduled work, and that of the visitors' pods, both without pods. */
  cron: readonly ManifestObject[];
  web: readonly ManifestObject[];
};

/** What a closed door is made of, marked with the operation that closes it. The same for every worker. */
export async function closedDoor(
  effects: DeployEffects,
  subject: DeploySubject,
  ctx: StepContext,
): Promise<ClosedDoor> {
  const { release, objects } = await previousManifest(effects, subject);
  const { expectedSeconds, timeZone } = quiesceParameters(ctx);
  const spec = specOf(subject, release);
  const placement = effects.placement ?? DEFAULT_PLACEMENT;
  const expectedBy =
    expectedSeconds === null ? null : new Date(ctx.startedAt.getTime() + expectedSeconds * 1_000);
  const text = {
    environmentName: subject.environment.environmentName,
    expectedBy,
    timeZone,
    reference: operationShortId(subject.operationId),
  };
  const mark = closedMark(operationDigits(subject.operationId));
  const empty = (name: string) =>
    markedWith(
      objects.filter(({ kind, metadata }) => kind === "Deployment" && metadata.name === name).map(emptied),
      mark,
    );
  const [route] = markedWith([closedRoute(spec, placement)], mark);
  if (route === undefined) throw new Error("no closed route was rendered");
  const page = markedWith(maintenanceObjects(spec, placement, text), mark);
  return { page, route, cron: empty(NAMES.cron), web: empty(NAMES.web) };
}

type Manifest = { objects: readonly ManifestObject[]; contentHash: string };

/** What opening applies: scheduled work, and the route that lets visitors in. */
function partsToOpen({ objects, contentHash }: Manifest) {
  const { last } = closedParts(objects, contentHash);
  return {
    cron: last.filter(({ kind }) => kind === "Deployment"),
    route: last.filter(({ kind }) => kind === "IngressRoute"),
  };
}

/** True when the door stands open on this manifest, scheduled work runs and no maintenance page is left. */
export async function doorIsOpen(
  cluster: ClusterConnection,
  subject: DeploySubject,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<boolean> {
  const { cron, route } = partsToOpen(manifest);
  if (!(await allStand(cluster, [...cron, ...route], signal))) return false;
  return nothingBesides(cluster, subject.environment.namespace, signal);
}

/**
 * Starts scheduled work, warms the ERP through its private entrance, lets visitors in and takes the page away. Applying
 * twice changes nothing more. @throws FailedCheck when the ERP's own pages fail, before anybody is let in
 */
export async function openDoor(
  effects: DeployEffects,
  cluster: ClusterConnection,
  subject: DeploySubject,
  manifest: Manifest,
  ctx: StepContext,
): Promise<void> {
  const { namespace } = subject.environment;
  const { cron, route } = partsToOpen(manifest);
  await applyMarked(cluster, cron, ctx.signal);
  await waitForRollout(cluster, namespace, cron, ctx);
  ctx.tell("Scheduled work runs again.", { kind: "state" });
  const warmed = await effects.erp.warm(erpTarget(subject, NAMES.web), ctx.signal);
  if (warmed.worstStatus >= 500) {
    throw new FailedCheck(`the ERP's sign-in page or what it loads answers ${warmed.worstStatus}`, {
      status: warmed.worstStatus,
    });
  }
  ctx.tell(`Warmed by ${warmed.requests} requests through the private entrance.`);
  await applyMarked(cluster, route, ctx.signal);
  if (!(await allStand(cluster, route, ctx.signal))) {
    throw new FailedCheck("the route that lets visitors in was changed by somebody else meanwhile");
  }
  ctx.tell("The door is open: the route leads visitors to the ERP again.", { kind: "state" });
  await removeBesides(cluster, namespace, ctx.signal);
}
