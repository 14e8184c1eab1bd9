import "server-only";
import { z } from "zod";
import { SCENARIOS } from "@/lib/domain/drill/scenario";
import { drillRoom, drillWorkloads } from "@/lib/domain/manifest/drill-room";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { FILESTORE_DIRECTORY } from "@/lib/domain/manifest/toolbox-job";
import { RESTORE_JOB_SECONDS } from "@/lib/domain/recovery/restore-plan";
import { counted } from "@/lib/domain/shared/words";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployStep } from "../deploy/effects";
import { noted } from "../deploy/live-wait";
import { waitForRollout } from "../deploy/world";
import { runToolbox, type ToolboxRun, toolboxEnded } from "../recovery/toolbox-job";
import { RestoreToolboxReport } from "../restore/jobs";
import { recoveredServer } from "../restore/server-aside";
import { drillRun } from "./drill-run";
import { type DrillPlace, openDrill } from "./effects";
import { makeRoomElsewhere } from "./room-elsewhere";
import { makeRoomAtHome } from "./room-home";
import { asideOf, drillSecond } from "./second-steps";

const Declared = z.object({ said: z.string().max(500).default("") });

/** The moment of the disaster: from here on recovery is timed, and what was written before counts as saved or lost. */
export const declare: DeployStep = {
  name: "declare",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { subject } = await openDrill(effects, ctx);
    const at = await effects.recovery.drills.declare(ctx.operationId, ctx.now());
    const { said } = Declared.parse(ctx.parameters);
    const assumed = said === "" ? "" : ` ${said}`;
    const taken = subject.backup.takenAt.toISOString().slice(0, 19).replace("T", " ");
    const second = drillSecond(ctx)?.at.slice(0, 19).replace("T", " ");
    const back =
      second === undefined
        ? `${subject.number} brings back the backup of ${taken} UTC.`
        : `${subject.number} brings back ${second} UTC, with the files of the backup of ${taken} UTC.`;
    return done(`${SCENARIOS[subject.scenario].disaster}${assumed} ${back}`, {
      declaredAt: at.toISOString(),
    });
  },
};

/** A namespace of its own that nothing leaves but to the database, with keys for a database that is not there yet. */
export const isolate: DeployStep = {
  name: "isolate",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openDrill(effects, ctx);
    const { spec, placement, elsewhere } = place;
    const room = drillRoom(spec, placement);
    const policies = room.filter(({ kind }) => kind === "NetworkPolicy").length;
    const closed = `${counted(policies, "policy", "policies")} let nothing out but to the database and name resolution.`;
    if (elsewhere) {
      await makeRoomElsewhere(place);
      return done(`Namespace ${spec.namespace} stands on the other cluster; ${closed}`, {
        namespace: spec.namespace,
      });
    }
    const database = await makeRoomAtHome(place);
    return done(`Namespace ${spec.namespace} stands; ${closed}`, {
      ...{ namespace: spec.namespace, database },
    });
  },
};

/** The drill's database as its secret says, which only `isolate` writes. */
async function databaseOf({ cluster, spec, ctx }: DrillPlace): Promise<string> {
  const secret = await cluster.objects.readSecret(spec.namespace, NAMES.databaseSecret, ctx.signal);
  const database = secret?.["dbname"];
  if (!database) throw new RefusedFailure(`Namespace ${spec.namespace} does not name the drill's database.`);
  return database;
}

export const RESTORE_JOB = "restore";

async function restoreRun(place: DrillPlace): Promise<ToolboxRun> {
  const database = await databaseOf(place);
  const recovery = drillSecond(place.ctx);
  const { databaseSnapshotId, filestoreSnapshotId } = place.subject.backup;
  const source = recovery === null ? ["--database-snapshot", databaseSnapshotId] : ["--from-server"];
  const args = [
    ...["restore", ...source, "--filestore-snapshot", filestoreSnapshotId],
    ...["--into-database", database, "--into-filestore", `${FILESTORE_DIRECTORY}/${database}`],
  ];
  const run = drillRun(place, { name: RESTORE_JOB, args, limitSeconds: RESTORE_JOB_SECONDS });
  if (recovery === null) return run;
  return { ...run, secrets: (signal: AbortSignal) => recoveredServer(asideOf(place, recovery), signal) };
}

/** Loads the backup as it is: what a drill proves are the real data, so they are not made harmless. */
export const bring: DeployStep = {
  name: "bring",
  touches: true,
  gated: false,
  async isDone(effects, ctx) {
    const run = await restoreRun(await openDrill(effects, ctx));
    return (await toolboxEnded(run, ctx.signal)) ? bringBack(run, ctx) : null;
  },
  perform: async (effects, ctx) => bringBack(await restoreRun(await openDrill(effects, ctx)), ctx),
};

async function bringBack(run: ToolboxRun, ctx: StepContext): Promise<StepDone> {
  const { rowCounts, attachments, database } = await runToolbox(run, ctx, RestoreToolboxReport);
  const rows = Object.values(rowCounts).reduce((sum, one) => sum + one, 0);
  return done(
    `${counted(rows, "business row")} and ${attachments.present} of ${attachments.total} files stand in ${database}.`,
    { rowCounts, attachments },
  );
}

/** The release of the backup on the recovered data, scheduled actions off, with no way in from outside. */
export const start: DeployStep = {
  name: "start",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { cluster, spec, subject, placement } = await openDrill(effects, ctx);
    const objects = drillWorkloads(spec, placement);
    // Woken from its wait for the pods it has applied them already.
    if (noted(ctx, "told") === undefined) {
      const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
      await cluster.objects.apply(objects, options);
    }
    await waitForRollout(cluster, spec.namespace, objects, ctx);
    return done(`${subject.release.name} runs on the recovered data; no scheduled action runs.`);
  },
};
