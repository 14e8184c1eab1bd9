import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import { NAMES } from "@/lib/domain/manifest/spec";
import { renderToolboxJob } from "@/lib/domain/manifest/toolbox-job";
import { TransientFailure } from "@/lib/ports/failure";
import { whileLive } from "../deploy/live-wait";
import { referenceOf } from "../deploy/world";
import { runToolbox, ToolboxSaid } from "../recovery/toolbox-job";
import { DropToolboxReport } from "../restore/jobs";
import { RESTORE_JOB } from "./bring";
import type { RoomPlace } from "./place";
import { readRoom } from "./room";
import { roomRun } from "./run";

const LOOK_EVERY_MS = 500;

type Cleared = { there: boolean; databases: readonly string[] };

type Clearing = {
  /** Name of the Job that drops the database; another one where an earlier try of the same operation had it. */
  job: string;
  limitSeconds: number;
  /** Jobs that may still work with the database, beside the one that brings it back. */
  others?: readonly string[];
  /** True where the database is on a server in the room: it goes with the namespace. */
  ownServer: boolean;
};

/** Removes the room and the database it worked with, whatever of them stands. */
export async function clearRoom(place: RoomPlace, clearing: Clearing): Promise<Cleared> {
  const { cluster, spec, ctx } = place;
  const room = await readRoom(place);
  const leaving = room !== null && "deletionTimestamp" in room.metadata;
  // The keys come last in the making: without them no database was ever made.
  const keys =
    room === null || leaving || clearing.ownServer
      ? null
      : await cluster.objects.readSecret(spec.namespace, NAMES.databaseSecret, ctx.signal);
  const databases = keys === null ? [] : await dropData(place, clearing);
  if (room !== null && !leaving) await cluster.objects.remove(referenceOf(room), ctx.signal);
  if (room !== null) await untilGone(place);
  return { there: room !== null, databases };
}

/** Ends what still writes, then drops the room's database; the toolbox waits for nobody. */
async function dropData(
  place: RoomPlace,
  { job, limitSeconds, others = [] }: Clearing,
): Promise<readonly string[]> {
  const { cluster, spec, ctx, subject } = place;
  const remove = (kind: string, apiVersion: string, what: string) =>
    cluster.objects.remove({ apiVersion, kind, namespace: spec.namespace, name: what }, ctx.signal);
  const restore = renderToolboxJob(roomRun(place, { name: RESTORE_JOB, args: [], limitSeconds }).spec);
  for (const each of [restore.metadata.name, ...others]) await remove("Job", "batch/v1", each);
  await remove("Deployment", "apps/v1", NAMES.web);
  const args = ["drop", "--made-by", subject.operationId, "--own-too"];
  const run = roomRun(place, { name: job, args, limitSeconds }, ctx.operationId);
  try {
    return (await runToolbox(run, ctx, DropToolboxReport)).databases;
  } catch (error) {
    if (!(error instanceof ToolboxSaid) || error.fault.error.name !== "already_running") throw error;
    await remove("Job", "batch/v1", renderToolboxJob(run.spec).metadata.name);
    throw new TransientFailure("What brings the data back has not ended yet.");
  }
}

async function untilGone(place: RoomPlace): Promise<void> {
  const { ctx, spec } = place;
  const follow = async (signal: AbortSignal) => {
    while ((await readRoom({ ...place, ctx: { ...ctx, signal } })) !== null)
      await delay(LOOK_EVERY_MS, undefined, { signal });
  };
  const reason = `Waits until namespace ${spec.namespace} is gone.`;
  await whileLive(ctx, { follow, reason, memo: () => ({}) });
}
