import "server-only";
import { neutralizeJobName } from "@/lib/domain/manifest/copy-erp";
import { toolboxJobName } from "@/lib/domain/manifest/toolbox-job";
import { operationDigits } from "@/lib/domain/operation/name";
import { REMOVE_JOB_SECONDS } from "@/lib/domain/scratch/plan";
import { done, type StepDone } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { clearRoom } from "../room/clear";
import { openScratch, type ScratchPlace } from "./place";

/** What was made of a copy that will not stand. */
export const clearAway: DeployStep = {
  name: "clear_away",
  touches: false,
  isDone: async () => null,
  perform: async (effects, ctx) => clear(await openScratch(effects, ctx)),
};

/** A copy whose time is over, that nobody wants any more, or of which something was left. */
export const clearCopy: DeployStep = {
  name: "clear_copy",
  touches: false,
  gated: false,
  isDone: async () => null,
  perform: async (effects, ctx) => clear(await openScratch(effects, ctx)),
};

async function clear(place: ScratchPlace): Promise<StepDone> {
  const digits = operationDigits(place.subject.operationId);
  const { there, databases } = await clearRoom(place, {
    ...{ job: "drop", limitSeconds: REMOVE_JOB_SECONDS, ownServer: false },
    others: [neutralizeJobName(digits), toolboxJobName(digits, "ready")],
  });
  if (!there) return done("Nothing of the copy is there.");
  const dropped = databases.length === 0 ? "" : ` The database ${databases.join(", ")} was dropped.`;
  return done(`Namespace ${place.spec.namespace} is gone, with pods, files and keys.${dropped}`);
}
