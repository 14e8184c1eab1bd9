import "server-only";
import { NAMES } from "@/lib/domain/manifest/spec";
import { isClosedDoor } from "@/lib/domain/operation/rollout";
import { done } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import { type DataPlace, openPlace } from "../recovery/data-jobs";
import { closedDoor } from "./door";
import { readRoute } from "./door-state";
import { type DeployStep, openSubject } from "./effects";
import { migrationJob, stopMigration } from "./migrate";
import {
  bringBackBeside,
  dropWhatFailed,
  exchangeData,
  isComingBack,
  isSaving,
  savedPoint,
  stopSaving,
} from "./restore-data-jobs";
import { applyMarked, waitUntilGone } from "./standing";
import { referenceOf } from "./world";

const ERP = new Set<string>([NAMES.web, NAMES.cron]);
const nothing = (why: string) => done(`There is nothing to restore: ${why}.`, { restored: false });

const NOTHING_SAVED = nothing("the checkpoint was not complete, so no module was updated");

/**
 * Brings back what the checkpoint holds, before the previous release returns: that runs on the schema it knows, and
 * since nobody wrote behind the closed door nothing is lost. Once the door has opened it is no longer Holdfast's to
 * decide, and the step stops.
 */
export const restoreData: DeployStep = {
  name: "restore_data",
  touches: false,
  async isDone(effects, ctx) {
    const saving = { ...(await openSubject(effects, ctx)), ctx };
    if (!ctx.results.has("checkpoint")) return (await isSaving(saving)) ? null : NOTHING_SAVED;
    return (await updateBegan(await openPlace(effects, ctx)))
      ? null
      : nothing("the update of the modules never began");
  },
  async perform(effects, ctx) {
    if (!ctx.results.has("checkpoint")) {
      await stopSaving({ ...(await openSubject(effects, ctx)), ctx });
      return NOTHING_SAVED;
    }
    const place = await openPlace(effects, ctx);
    await stayBehindDoor(place);
    const point = savedPoint(ctx);
    const copy = await bringBackBeside(place, point);
    await stopMigration(place.cluster, place.subject, ctx);
    await takePodsAway(place);
    await exchangeData(place, copy);
    await dropWhatFailed(place);
    return done("Database and files are those of the checkpoint again; nothing was lost.", {
      restored: true,
      backupId: point.backupId,
    });
  },
};

/** The update's Job stays until the copy is being brought back, so that one of them always tells. */
async function updateBegan(place: DataPlace): Promise<boolean> {
  const { cluster, subject, ctx } = place;
  if (ctx.results.has("migrate")) return true;
  const update = await cluster.objects.read(referenceOf(migrationJob(subject)), ctx.signal);
  return update !== null || (await isComingBack(place));
}

/** @throws RefusedFailure when people may have written since: what they wrote is not thrown away by a machine */
async function stayBehindDoor({ cluster, subject, ctx }: DataPlace): Promise<void> {
  if (!ctx.results.has("open") && isClosedDoor(await readRoute(cluster, subject, ctx.signal))) return;
  throw new RefusedFailure(
    "The checkpoint is not restored by itself: the door has opened since the update, and what was written since would be lost.",
  );
}

/** Pods of either release would hold the database, and write into what is about to be put aside. */
async function takePodsAway({ effects, cluster, subject, ctx }: DataPlace): Promise<void> {
  const { route, web, cron } = await closedDoor(effects, subject, ctx);
  await applyMarked(cluster, [route, ...cron, ...web], ctx.signal);
  await waitUntilGone(cluster, subject.environment.namespace, ERP, ctx);
}
