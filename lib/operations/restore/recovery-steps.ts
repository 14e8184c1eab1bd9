import "server-only";
import { z } from "zod";
import type { RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { type DataPlace, dataRun, openPlace, runData } from "../recovery/data-jobs";
import { type ToolboxRun, ToolboxSaid } from "../recovery/toolbox-job";
import { recoveryOf } from "./parameters";
import { asideOf, bringUpAside, removingAside } from "./server-aside";

/** As long as a server may leave a segment open, and some more. */
const ARCHIVE_SECONDS = 25 * 60;

const ArchiveToolboxReport = z.object({
  ok: z.literal(true),
  archivedSeconds: z.number(),
});

/** The place of the environment whose second is brought back: another one's Jobs run there. */
const at = (place: DataPlace, { environment }: RecoveryPoint): DataPlace => ({
  ...place,
  subject: { ...place.subject, environment: { ...place.subject.environment, ...environment } },
});

/**
 * Has what was written up to now archived. A database that no longer answers has nothing to add, and recovery goes on
 * without.
 */
export async function keepLog(run: ToolboxRun, ctx: StepContext): Promise<StepDone> {
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
}

/**
 * Commits a mark in the living database and waits until the log with it is kept: a recovery needs something that was
 * written after its second.
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
    return keepLog(run, ctx);
  },
};

/** Brings the whole server of the second up aside, in a Cluster of its own. What lives is not touched. */
export const recover: DeployStep = {
  name: "recover",
  touches: true,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openPlace(effects, ctx);
    const recovery = recoveryOf(ctx);
    const { environment, release } = at(place, recovery).subject;
    return bringUpAside(asideOf(place, recovery), { environment, release: release.name }, ctx);
  },
};

export const releaseRecovery = removingAside({ name: "release_recovery", touches: true }, openPlace);
export const removeRecovery = removingAside({ name: "remove_recovery", touches: false }, openPlace);
