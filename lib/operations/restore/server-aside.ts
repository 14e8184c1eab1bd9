import "server-only";
import {
  type RecoverySpec,
  recoveryClusterName,
  renderRecoveryCluster,
  renderRecoveryPolicy,
} from "@/lib/domain/manifest/recovery-cluster";
import { type EnvironmentSpec, FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { operationDigits } from "@/lib/domain/operation/name";
import type { RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployEffects, DeployStep } from "../deploy/effects";
import { whileLive } from "../deploy/live-wait";
import { removeServerAside } from "../recovery/abandoned";
import { isHealthy, originOf, readDatabaseCluster } from "../recovery/database-cluster";
import { recoveryOf } from "./parameters";
import { followRecovery } from "./recovery-watch";

/** A second that is brought up beside what lives, by whom, and on which cluster. */
export type Aside = {
  cluster: ClusterConnection;
  operationId: string;
  recovery: RecoveryPoint;
};

/** The server of the second, as the operation that wants it brings it up. */
export const asideOf = (
  { cluster, subject }: { cluster: ClusterConnection; subject: { operationId: string } },
  recovery: RecoveryPoint,
): Aside => ({ cluster, recovery, operationId: subject.operationId });

/** The environment it is of, with the name of its release, for labels. */
type Origin = { environment: Omit<EnvironmentSpec, "release">; release: string };

/** Where the recovered Cluster of an operation stands. */
const placeOf = ({ operationId, recovery: { cluster, environment } }: Omit<Aside, "cluster">) => ({
  namespace: environment.namespace,
  name: recoveryClusterName(cluster, operationDigits(operationId)),
});

/** The Cluster to be made, alike the living one. @throws RefusedFailure when that one cannot be recovered from */
async function specOf(aside: Aside, origin: Origin, signal: AbortSignal): Promise<RecoverySpec> {
  const { cluster, operationId, recovery } = aside;
  const { environment, release } = origin;
  const { namespace } = environment;
  const live = await readDatabaseCluster(cluster, { namespace, name: recovery.cluster }, signal);
  if (live === null)
    throw new RefusedFailure(`Cluster ${recovery.cluster} does not exist in namespace ${namespace}.`);
  const secret = await cluster.objects.readSecret(namespace, NAMES.databaseSecret, signal);
  const { dbname: database, user: owner } = secret ?? {};
  if (!database || !owner)
    throw new RefusedFailure(`Secret ${NAMES.databaseSecret} in ${namespace} does not name the database.`);
  const whose = { environment, release, operationDigits: operationDigits(operationId) };
  return { ...whose, origin: originOf(recovery.cluster, live), at: recovery.at, database, owner };
}

/** Brings the whole server of the second up aside, in a Cluster of its own. What lives is not touched. */
export async function bringUpAside(aside: Aside, origin: Origin, ctx: StepContext): Promise<StepDone> {
  const { cluster, recovery } = aside;
  const place = placeOf(aside);
  const live = await readDatabaseCluster(cluster, place, ctx.signal);
  if (live === null || !isHealthy(live)) {
    const spec = await specOf(aside, origin, ctx.signal);
    const objects = [renderRecoveryPolicy(spec), renderRecoveryCluster(spec)];
    await cluster.objects.apply(objects, { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal });
    if (live === null) ctx.tell(`Cluster ${place.name} created.`, { kind: "state" });
    await whileLive(ctx, {
      follow: (signal) => followRecovery(cluster, { ...place, at: recovery.at }, { ...ctx, signal }),
      memo: () => null,
      reason: `Waits for Cluster ${place.name} to come up; it goes on as soon as that stands.`,
    });
  }
  return done(`The database of ${recovery.environment.environmentName} stands aside as of that second.`, {
    cluster: place.name,
  });
}

/** How the toolbox reaches the recovered database. For the Job's own Secret only. @throws FailedCheck when it is gone */
export async function recoveredServer(aside: Aside, signal: AbortSignal): Promise<Record<string, string>> {
  const { namespace, name } = placeOf(aside);
  const secret = await aside.cluster.objects.readSecret(namespace, `${name}-app`, signal);
  const { host, port, user, password, dbname } = secret ?? {};
  if (!host || !user || !password || !dbname)
    throw new FailedCheck(`Secret ${name}-app does not say how to reach the recovered database`);
  return {
    // A bare Service name is known in its own namespace only.
    PGSOURCE_HOST: host.includes(".") ? host : `${host}.${namespace}.svc`,
    PGSOURCE_PORT: port ?? "5432",
    PGSOURCE_USER: user,
    PGSOURCE_PASSWORD: password,
    PGSOURCE_DATABASE: dbname,
  };
}

/** Takes the recovered Cluster away. A cluster that refuses keeps it: a sweep tries again, for it harms nobody's data. */
async function removeAside({ cluster, operationId, recovery }: Aside, ctx: StepContext): Promise<StepDone> {
  try {
    await removeServerAside(cluster, { operationId, recovery }, ctx.signal);
  } catch (error) {
    if (!(error instanceof RefusedFailure)) throw error;
    ctx.tell(`What was brought up aside could not be removed: ${error.message}`, { level: "warn" });
    return done("What was brought up aside is still there; it is tried again later.", { removed: false });
  }
  return done("What was brought up aside is removed.", { removed: true });
}

type Place = Parameters<typeof asideOf>[0];

/** The step that takes it away, on the way forward or back, of a kind of operation that opens its place like this. */
export const removingAside = (
  step: { name: "release_recovery" | "remove_recovery"; touches: boolean },
  open: (effects: DeployEffects, ctx: StepContext) => Promise<Place>,
): DeployStep => ({
  ...{ ...step, gated: false },
  isDone: async () => null,
  perform: async (effects, ctx) => removeAside(asideOf(await open(effects, ctx), recoveryOf(ctx)), ctx),
});
