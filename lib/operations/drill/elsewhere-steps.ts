import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { REACH_JOB_SECONDS } from "@/lib/domain/drill/plan";
import {
  DRILL_SERVER,
  DRILL_SERVER_SECRET,
  drillServerRefusal,
  renderDrillServer,
  renderDrillServerPolicy,
} from "@/lib/domain/manifest/drill-server";
import { renderRoomSecrets } from "@/lib/domain/manifest/room";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployStep } from "../deploy/effects";
import { whileLive } from "../deploy/live-wait";
import { isHealthy, readDatabaseCluster } from "../recovery/database-cluster";
import { runToolbox, ToolboxSaid } from "../recovery/toolbox-job";
import { roomRun } from "../room/run";
import { type DrillPlace, openDrill, ownDatabase } from "./effects";
import { makeRoomElsewhere } from "./room-elsewhere";

const LOOK_EVERY_MS = 500;
const ReachToolboxReport = z.object({ ok: z.literal(true), sizes: z.record(z.string(), z.number()) });

/**
 * Whether the other cluster can do it at all, before any clock starts: it takes the database server, and a Job there
 * reads the backup out of its place. A drill that fails here says nothing about the recovery.
 */
export const reach: DeployStep = {
  name: "reach",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openDrill(effects, ctx);
    const { cluster, spec, placement, subject } = place;
    await makeRoomElsewhere(place);
    const rehearsal = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
    const made = await cluster.objects.rehearse(renderDrillServer(spec, placement), rehearsal);
    const tooOld = drillServerRefusal(made, subject.backup.postgresMajor);
    if (tooOld !== null) throw new RefusedFailure(tooOld);
    const { databaseSnapshotId, filestoreSnapshotId } = subject.backup;
    const args = [
      ...["inspect", "--database-snapshot", databaseSnapshotId],
      ...["--filestore-snapshot", filestoreSnapshotId],
    ];
    const run = roomRun(place, { name: "reach", args, limitSeconds: REACH_JOB_SECONDS });
    try {
      await runToolbox(run, ctx, ReachToolboxReport);
    } catch (error) {
      if (!(error instanceof ToolboxSaid)) throw error;
      throw new FailedCheck(`the other cluster cannot read the backup: ${error.message}`);
    }
    return done("The other cluster reads the backup and takes a database server.");
  },
};

/** A PostgreSQL of the drill's own, since the environment's is taken to be gone with its cluster. */
export const server: DeployStep = {
  name: "server",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openDrill(effects, ctx);
    const { cluster, spec, placement } = place;
    const live = await readDatabaseCluster(cluster, placeOf(place), ctx.signal);
    if (live === null) {
      const objects = [renderDrillServerPolicy(spec), renderDrillServer(spec, placement)];
      const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
      await cluster.objects.apply(objects, options);
      ctx.tell(`Cluster ${DRILL_SERVER} created.`, { kind: "state" });
    }
    await whileLive(ctx, {
      follow: (signal) => untilHealthy(place, signal),
      memo: () => null,
      reason: `Waits for Cluster ${DRILL_SERVER} to come up; it goes on as soon as that stands.`,
    });
    return pointTo(place, ctx);
  },
};

const placeOf = ({ spec }: DrillPlace) => ({ namespace: spec.namespace, name: DRILL_SERVER });

async function untilHealthy(place: DrillPlace, signal: AbortSignal): Promise<void> {
  for (;;) {
    const live = await readDatabaseCluster(place.cluster, placeOf(place), signal);
    if (live !== null && isHealthy(live)) return;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** From here on the drill's Jobs and pods find their database on that server. */
async function pointTo(place: DrillPlace, ctx: StepContext): Promise<StepDone> {
  const { cluster, spec, subject } = place;
  const { namespace } = spec;
  const said = await cluster.objects.readSecret(namespace, DRILL_SERVER_SECRET, ctx.signal);
  const { host, port = "5432", user, password } = said ?? {};
  if (!host || !user || !password)
    throw new RefusedFailure(`Secret ${DRILL_SERVER_SECRET} does not say how to reach the drill's server.`);
  const database = { host, port, user, password, dbname: ownDatabase("erp", subject) };
  const api = await cluster.objects.readSecret(namespace, NAMES.apiSecret, ctx.signal);
  const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
  await cluster.objects.apply(renderRoomSecrets(spec, "drill", { database, api: api ?? {} }), options);
  return done(`A database server of its own stands in ${namespace}.`, { server: DRILL_SERVER });
}
