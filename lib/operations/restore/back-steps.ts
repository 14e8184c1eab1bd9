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
import { clearingOf, undoneBy } from "./parameters";
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
 * Puts the data from before back where an exchange may have begun, and removes what was brought back beside. Where none
 * can have, the pods are not touched.
 */
export const swapBack: DeployStep = {
  name: "swap_back",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openPlace(effects, ctx);
    const undoes = undoneBy(ctx);
    const job = await liveJob(swapRun(place, undoes), ctx.signal);
    // The cluster removes an ended Job after a day. That the pods were gone, which an exchange waits for, stays known:
    // then the databases are asked whether there was one.
    const maybe = job !== null || ctx.results.has("quiesce");
    const found = maybe ? await putBack(place, undoes, job) : UNTOUCHED;
    if (undoes !== null) return done(`${found}.`);
    await endRestoring(place.cluster, dataRun(place, { name: "restore", args: [] }), ctx);
    await endNeutralizing(place);
    const copyLeft = !(await removeCopies(place));
    const beside = copyLeft ? "could not be removed; it is tried again later" : "is removed";
    return done(`${found}; what was brought back beside ${beside}.`, { copyLeft });
  },
};

const UNTOUCHED = "Nothing was exchanged";

/** Turns the exchange round where there was one, and tells what is so, as the databases' own marks say. */
async function putBack(place: DataPlace, undoes: string | null, job: object | null): Promise<string> {
  await stayBehindDoor(place);
  if (job !== null) await letEnd(place, undoes);
  await takePodsAway(place);
  const run = swapBackRun(place, undoes);
  const { swapped, repeated } = await runData(run, place.ctx, SwapToolboxReport, JOBS);
  if (!swapped) return UNTOUCHED;
  // Turned round before, or never exchanged: the databases stand alike, and the same data live.
  return repeated ? "The data from before live" : "The data from before live again";
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
 * True when nothing is left of them. That a copy could not be removed harms nobody: it is told, and going back goes on.
 * What lived before an exchange is never removed here, whatever is known of that exchange.
 */
async function removeCopies(place: DataPlace): Promise<boolean> {
  const args = ["drop", "--made-by", place.subject.operationId, "--spare", namesOf(place).kept];
  try {
    const report = await runData(dataRun(place, { name: "drop", args }), place.ctx, DropToolboxReport, JOBS);
    return !report.spared;
  } catch (error) {
    if (!(error instanceof FailedCheck)) throw error;
    place.ctx.tell(`The copy could not be removed: ${error.message}.`, { level: "warn" });
    return false;
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

const stillKept = (kept: string) =>
  `What lived before that restore still stands beside, as ${kept}, so its copy may be what lives. It is not removed: a person decides which of the two is wanted.`;

/**
 * Removes what restores have kept when their time is over, and what one that broke off on its way back has left of its
 * copy and of making that harmless; of the latter never what lived before, which an undone exchange would have put back. What lives carries no such mark, and stays.
 */
export const clear: DeployStep = {
  name: "clear",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openPlace(effects, ctx);
    let removed = 0;
    const { namespace } = place.subject.environment;
    const { operations, copiesOnly } = clearingOf(ctx);
    for (const [index, operation] of operations.entries()) {
      await removeNeutralizing(place.cluster, { namespace, operationId: operation }, ctx.signal);
      const name = index === 0 ? "drop" : `drop-${"abcdefghij".charAt(index)}`;
      const { kept } = namesOf(place, operation);
      const args = ["drop", "--made-by", operation, ...(copiesOnly ? ["--spare", kept] : [])];
      const { databases, spared } = await runData(dataRun(place, { name, args }), ctx, DropToolboxReport);
      if (spared) throw new RefusedFailure(stillKept(kept));
      removed += databases.length;
    }
    return done(removed === 0 ? "Nothing was left to remove." : `${removed} kept databases are removed.`);
  },
};
