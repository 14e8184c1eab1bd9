import "server-only";
import { z } from "zod";
import {
  type RecoverySpec,
  recoveryClusterName,
  renderRecoveryCluster,
  renderRecoveryPolicy,
} from "@/lib/domain/manifest/recovery-cluster";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { operationDigits } from "@/lib/domain/operation/name";
import type { RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployStep } from "../deploy/effects";
import { whileLive } from "../deploy/live-wait";
import { removeServerAside } from "../recovery/abandoned";
import { type DataPlace, dataRun, openPlace, runData } from "../recovery/data-jobs";
import { isHealthy, originOf, readDatabaseCluster } from "../recovery/database-cluster";
import { ToolboxSaid } from "../recovery/toolbox-job";
import { recoveryOf } from "./parameters";
import { followRecovery } from "./recovery-watch";

/** As long as a server may leave a segment open, and some more. */
const ARCHIVE_SECONDS = 25 * 60;

const ArchiveToolboxReport = z.object({
  ok: z.literal(true),
  serverTime: z.string().max(40),
  archivedSeconds: z.number(),
});

/** The place of the environment whose second is brought back: another one's Jobs run there. */
const at = (place: DataPlace, { environment }: RecoveryPoint): DataPlace => ({
  ...place,
  subject: { ...place.subject, environment: { ...place.subject.environment, ...environment } },
});

/**
 * Commits a mark in the living database and waits until the log with it is kept: a recovery needs something that was
 * written after its second. A database that no longer answers has nothing to add, and recovery goes on without.
 */
export const archive: DeployStep = {
  name: "archive",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openPlace(effects, ctx);
    const recovery = recoveryOf(ctx);
    const run = dataRun(at(place, recovery), {
      name: "archive",
      args: ["archive"],
      limitSeconds: ARCHIVE_SECONDS,
    });
    try {
      const { archivedSeconds } = await runData(run, ctx, ArchiveToolboxReport);
      return done(
        `The log is kept up to now; archiving what was just written took ${archivedSeconds.toFixed(1)} s.`,
      );
    } catch (error) {
      if (!(error instanceof ToolboxSaid)) throw error;
      ctx.tell(`The end of the log could not be archived: ${error.message}.`, { level: "warn" });
      return done("The log is taken as far as it was archived before.");
    }
  },
};

/** The Cluster to be made, alike the living one. @throws RefusedFailure when that one cannot be recovered from */
async function specOf(place: DataPlace, recovery: RecoveryPoint): Promise<RecoverySpec> {
  const { cluster, ctx } = place;
  const { environment, release, operationId } = at(place, recovery).subject;
  const { namespace } = environment;
  const live = await readDatabaseCluster(cluster, { namespace, name: recovery.cluster }, ctx.signal);
  if (live === null)
    throw new RefusedFailure(`Cluster ${recovery.cluster} does not exist in namespace ${namespace}.`);
  const secret = await cluster.objects.readSecret(namespace, NAMES.databaseSecret, ctx.signal);
  const { dbname: database, user: owner } = secret ?? {};
  if (!database || !owner)
    throw new RefusedFailure(`Secret ${NAMES.databaseSecret} in ${namespace} does not name the database.`);
  const origin = originOf(recovery.cluster, live);
  const whose = { environment, release: release.name, operationDigits: operationDigits(operationId) };
  return { ...whose, origin, at: recovery.at, database, owner };
}

/** Brings the whole server of the second up aside, in a Cluster of its own. What lives is not touched. */
export const recover: DeployStep = {
  name: "recover",
  touches: true,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openPlace(effects, ctx);
    const recovery = recoveryOf(ctx);
    const aside = asideOf(place, recovery);
    const live = await readDatabaseCluster(place.cluster, aside, ctx.signal);
    if (live === null || !isHealthy(live)) {
      const spec = await specOf(place, recovery);
      const objects = [renderRecoveryPolicy(spec), renderRecoveryCluster(spec)];
      await place.cluster.objects.apply(objects, {
        fieldManager: FIELD_MANAGER,
        force: true,
        signal: ctx.signal,
      });
      if (live === null) ctx.tell(`Cluster ${aside.name} created.`, { kind: "state" });
      await whileLive(ctx, {
        follow: (signal) => followRecovery(place.cluster, { ...aside, at: recovery.at }, { ...ctx, signal }),
        memo: () => null,
        reason: `Waits for Cluster ${aside.name} to come up; it goes on as soon as that stands.`,
      });
    }
    return done(`The database of ${recovery.environment.environmentName} stands aside as of that second.`, {
      cluster: aside.name,
    });
  },
};

/** Where the recovered Cluster of this operation stands. */
const asideOf = ({ subject }: DataPlace, { cluster, environment }: RecoveryPoint) => ({
  namespace: environment.namespace,
  name: recoveryClusterName(cluster, operationDigits(subject.operationId)),
});

/** How the toolbox reaches the recovered database. For the Job's own Secret only. @throws FailedCheck when it is gone */
export async function recoveredServer(
  place: DataPlace,
  recovery: RecoveryPoint,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const { namespace, name } = asideOf(place, recovery);
  const secret = await place.cluster.objects.readSecret(namespace, `${name}-app`, signal);
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

/** Takes the recovered Cluster away; its pods, volumes and secrets are its own and go with it. */
async function removeAside(place: DataPlace, recovery: RecoveryPoint, ctx: StepContext): Promise<void> {
  await removeServerAside(place.cluster, { operationId: place.subject.operationId, recovery }, ctx.signal);
}

const removing = (name: "release_recovery" | "remove_recovery", touches: boolean): DeployStep => ({
  name,
  touches,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const recovery = recoveryOf(ctx);
    try {
      await removeAside(await openPlace(effects, ctx), recovery, ctx);
    } catch (error) {
      // That it stays harms nobody's data; that everything else were undone for it would.
      if (!(error instanceof RefusedFailure)) throw error;
      ctx.tell(`What was brought up aside could not be removed: ${error.message}`, { level: "warn" });
      return done("What was brought up aside is still there; it is tried again later.", { removed: false });
    }
    return done("What was brought up aside is removed.", { removed: true });
  },
});

export const releaseRecovery = removing("release_recovery", true);
export const removeRecovery = removing("remove_recovery", false);
