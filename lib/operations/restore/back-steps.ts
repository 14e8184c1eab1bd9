import "server-only";
import { renderToolboxJob } from "@/lib/domain/manifest/toolbox-job";
import { closedParts, isClosedDoor, jobEnded } from "@/lib/domain/operation/rollout";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { readRoute } from "../deploy/door-state";
import {
  type DeployEffects,
  type DeployStep,
  openSubject,
  previousManifest,
  wantedManifest,
} from "../deploy/effects";
import { allStand, applyMarked, prune } from "../deploy/standing";
import { referenceOf, waitForRollout } from "../deploy/world";
import { type DataPlace, dataRun, filestoreOf, liveJob, openPlace, runData } from "../recovery/data-jobs";
import { removeToolboxKey, type ToolboxRun } from "../recovery/toolbox-job";
import { DropToolboxReport, namesOf, SwapToolboxReport } from "./jobs";
import { endNeutralizing, removeNeutralizing } from "./neutralize-step";
import { clearedOperations, undoneBy } from "./parameters";
import { swapRun, takePodsAway } from "./swap-steps";

/** The Jobs of the step in their order, as they are named. */
const JOBS = ["swap", "swap-back", "drop"];

/** The exchange turned round. For an undo, what the restore had kept is kept again in its name. */
function swapBackRun(place: DataPlace, undoes: string | null): ToolboxRun {
  const { kept, takenBack } = namesOf(place);
  const aside = undoes === null ? takenBack : namesOf(place, undoes).kept;
  const args = [
    ...["swap", "--with", kept, "--filestore-with", filestoreOf(kept), "--keep-as", aside],
    ...["--made-by", place.subject.operationId, "--if-there"],
  ];
  return dataRun(place, { name: "swap-back", args, ...(undoes === null ? {} : { marks: undoes }) });
}

/**
 * Puts the data from before back where an exchange has begun, and removes what was brought back beside. Where none has,
 * the pods are not touched.
 */
export const swapBack: DeployStep = {
  name: "swap_back",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openPlace(effects, ctx);
    const undoes = undoneBy(ctx);
    const job = await liveJob(swapRun(place, undoes), ctx.signal);
    // The cluster removes an ended Job after a day; the step's own result stays.
    let back = job === null && !ctx.results.has("swap") ? false : await putBack(place, undoes, job);
    if (undoes !== null) return done(`${sentenceOf(back)}.`);
    await endRestoring(place.cluster, dataRun(place, { name: "restore", args: [] }), ctx);
    await endNeutralizing(place);
    const { removed, spared } = await removeCopies(place);
    // An exchange of which neither its Job nor its step tells any more: what lived before still stands beside.
    if (spared) back = await putBack(place, undoes, null);
    const copyLeft = spared || !removed;
    const beside = copyLeft ? "could not be removed; it is tried again later" : "is removed";
    return done(`${sentenceOf(back)}; what was brought back beside ${beside}.`, { copyLeft });
  },
};

const sentenceOf = (back: boolean) => (back ? "The data from before live again" : "Nothing was exchanged");

/** Turns the exchange round. True when there was one. */
async function putBack(place: DataPlace, undoes: string | null, job: object | null): Promise<boolean> {
  await stayBehindDoor(place);
  if (job !== null) await letEnd(place, undoes);
  await takePodsAway(place);
  const { swapped } = await runData(swapBackRun(place, undoes), place.ctx, SwapToolboxReport, JOBS);
  return swapped;
}

/** @throws RefusedFailure when people may have written since: what they wrote is not thrown away by a machine */
async function stayBehindDoor({ cluster, subject, ctx }: DataPlace): Promise<void> {
  if (!ctx.results.has("open") && isClosedDoor(await readRoute(cluster, subject, ctx.signal))) return;
  throw new RefusedFailure(
    "The data from before are not put back by itself: the door has opened since the exchange, and what was written since would be lost.",
  );
}

/** An exchange under way takes seconds and must not be cut in two. How it ended does not matter: it is turned round. */
async function letEnd(place: DataPlace, undoes: string | null): Promise<void> {
  try {
    await runData(swapRun(place, undoes), place.ctx, SwapToolboxReport, JOBS);
  } catch (error) {
    if (!(error instanceof FailedCheck)) throw error;
  }
}

/** Ends a Job that still loads a copy nobody wants any more. */
async function endRestoring(cluster: ClusterConnection, run: ToolboxRun, ctx: StepContext): Promise<void> {
  const live = await liveJob(run, ctx.signal);
  if (live === null || jobEnded(live)) return;
  await cluster.objects.remove(referenceOf(renderToolboxJob(run.spec)), ctx.signal);
  await removeToolboxKey(run, ctx.signal);
  ctx.tell("The Job that brought the backup back was still running and was ended.", { level: "warn" });
}

/**
 * That a copy could not be removed harms nobody: it is told, and going back goes on. What lived before an exchange is
 * never removed here, whatever is known of that exchange; that it stood there is answered.
 */
async function removeCopies(place: DataPlace): Promise<{ removed: boolean; spared: boolean }> {
  const args = ["drop", "--made-by", place.subject.operationId, "--spare", namesOf(place).kept];
  try {
    const report = await runData(dataRun(place, { name: "drop", args }), place.ctx, DropToolboxReport, JOBS);
    return { removed: true, spared: report.spared };
  } catch (error) {
    if (!(error instanceof FailedCheck)) throw error;
    place.ctx.tell(`The copy could not be removed: ${error.message}.`, { level: "warn" });
    return { removed: false, spared: false };
  }
}

/**
 * What of the release may stand behind the closed door; null where the door was never closed. Then no pod was touched,
 * and how the pods are is how they were before: a broken ERP is no reason to wait for them.
 */
async function standing(effects: DeployEffects, ctx: StepContext) {
  const { subject, cluster } = await openSubject(effects, ctx);
  if (!isClosedDoor(await readRoute(cluster, subject, ctx.signal))) return null;
  const { objects, contentHash, release } = await previousManifest(effects, subject);
  return { subject, cluster, release, first: closedParts(objects, contentHash).first, objects };
}

const untouched = done("The door was never closed, and no pod was touched.");

export const startAgain: DeployStep = {
  name: "start_again",
  touches: false,
  async isDone(effects, ctx) {
    const at = await standing(effects, ctx);
    if (at === null) return untouched;
    return (await allStand(at.cluster, at.first, ctx.signal))
      ? done(`Every pod runs ${at.release.name}.`)
      : null;
  },
  async perform(effects, ctx) {
    const at = await standing(effects, ctx);
    if (at === null) return untouched;
    const { cluster, first, release, subject, objects } = at;
    await applyMarked(cluster, first, ctx.signal);
    // Where the release was to go back too, what only the earlier one has goes again.
    await prune(cluster, (await wantedManifest(effects, ctx)).objects, objects, ctx.signal);
    await waitForRollout(cluster, subject.environment.namespace, first, ctx);
    return done(`Every pod runs ${release.name}.`);
  },
};

/**
 * Removes what restores have kept when their time is over, and what one that broke off on its way back has left of making
 * its copy harmless. What lives carries no such mark, and stays.
 */
export const clear: DeployStep = {
  name: "clear",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openPlace(effects, ctx);
    let removed = 0;
    const { namespace } = place.subject.environment;
    for (const [index, operation] of clearedOperations(ctx).entries()) {
      await removeNeutralizing(place.cluster, { namespace, operationId: operation }, ctx.signal);
      const name = index === 0 ? "drop" : `drop-${"abcdefghij".charAt(index)}`;
      const run = dataRun(place, { name, args: ["drop", "--made-by", operation] });
      removed += (await runData(run, ctx, DropToolboxReport)).databases.length;
    }
    return done(removed === 0 ? "Nothing was left to remove." : `${removed} kept databases are removed.`);
  },
};
