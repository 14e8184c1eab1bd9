import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import { TEAR_DOWN_JOB_SECONDS } from "@/lib/domain/drill/plan";
import { NAMES } from "@/lib/domain/manifest/spec";
import { renderToolboxJob } from "@/lib/domain/manifest/toolbox-job";
import { counted } from "@/lib/domain/shared/words";
import { done, type StepDone } from "@/lib/engine/step";
import { TransientFailure } from "@/lib/ports/failure";
import type { DeployStep } from "../deploy/effects";
import { whileLive } from "../deploy/live-wait";
import { referenceOf } from "../deploy/world";
import { runToolbox, ToolboxSaid } from "../recovery/toolbox-job";
import { DropToolboxReport } from "../restore/jobs";
import { RESTORE_JOB } from "./bring-steps";
import { drillRun } from "./drill-run";
import { type DrillPlace, openDrill } from "./effects";
import { readRoom } from "./gates-step";

const LOOK_EVERY_MS = 500;

/** Nothing of a drill stays: a failed tear-down fails it, and the step that follows a failure tries once more. */
export const tearDown: DeployStep = {
  name: "tear_down",
  touches: true,
  gated: false,
  isDone: async () => null,
  perform: async (effects, ctx) => clear(await openDrill(effects, ctx), "drop"),
};

export const clearAway: DeployStep = {
  name: "clear_away",
  touches: false,
  isDone: async () => null,
  perform: async (effects, ctx) => clear(await openDrill(effects, ctx), "drop-again"),
};

/** The same once more, as an operation of its own: whoever has mended what was in the way starts it. */
export const clearLeft: DeployStep = {
  name: "clear_left",
  touches: false,
  gated: false,
  isDone: async () => null,
  perform: async (effects, ctx) => clear(await openDrill(effects, ctx), "drop"),
};

async function clear(place: DrillPlace, job: string): Promise<StepDone> {
  const { cluster, spec, ctx, effects, subject, elsewhere } = place;
  const room = await readRoom(place);
  const leaving = room !== null && "deletionTimestamp" in room.metadata;
  // The keys come last in the making: without them no database was ever made. A server of its own goes with the room.
  const keys =
    room === null || leaving || elsewhere
      ? null
      : await cluster.objects.readSecret(spec.namespace, NAMES.databaseSecret, ctx.signal);
  const databases = keys === null ? [] : await dropData(place, job);
  if (room !== null && !leaving) await cluster.objects.remove(referenceOf(room), ctx.signal);
  if (room !== null) await untilGone(place);
  await effects.recovery.drills.tornDown(subject.operationId);
  if (room === null) return done("Nothing of the drill is there.");
  const dropped = databases.length === 0 ? "" : ` The database ${databases.join(", ")} was dropped.`;
  const what = elsewhere ? "database server, pods, files and keys" : "pods, files and keys";
  return done(`Namespace ${spec.namespace} is gone, with ${what}.${dropped}`);
}

/** Ends what still writes, then drops the drill's database; the toolbox waits for nobody. */
async function dropData(place: DrillPlace, name: string): Promise<readonly string[]> {
  const { cluster, spec, ctx, subject } = place;
  const remove = (kind: string, apiVersion: string, what: string) =>
    cluster.objects.remove({ apiVersion, kind, namespace: spec.namespace, name: what }, ctx.signal);
  const limitSeconds = TEAR_DOWN_JOB_SECONDS;
  const restore = renderToolboxJob(drillRun(place, { name: RESTORE_JOB, args: [], limitSeconds }).spec);
  await remove("Job", "batch/v1", restore.metadata.name);
  await remove("Deployment", "apps/v1", NAMES.web);
  const args = ["drop", "--made-by", subject.operationId, "--own-too"];
  const run = drillRun(place, { name, args, limitSeconds }, ctx.operationId);
  try {
    return (await runToolbox(run, ctx, DropToolboxReport)).databases;
  } catch (error) {
    if (!(error instanceof ToolboxSaid) || error.fault.error.name !== "already_running") throw error;
    await remove("Job", "batch/v1", renderToolboxJob(run.spec).metadata.name);
    throw new TransientFailure("What brings the data back has not ended yet.");
  }
}

async function untilGone(place: DrillPlace): Promise<void> {
  const { ctx, spec } = place;
  const follow = async (signal: AbortSignal) => {
    while ((await readRoom({ ...place, ctx: { ...ctx, signal } })) !== null)
      await delay(LOOK_EVERY_MS, undefined, { signal });
  };
  const reason = `Waits until namespace ${spec.namespace} is gone.`;
  await whileLive(ctx, { follow, reason, memo: () => ({}) });
}

/** The verdict itself is recorded with the operation's end, in one transaction. */
export const drillRecord: DeployStep = {
  name: "drill_record",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { subject } = await openDrill(effects, ctx);
    return done(
      `${subject.number}: ${counted(subject.checks.length, "check")} answered, everything removed.`,
    );
  },
};
