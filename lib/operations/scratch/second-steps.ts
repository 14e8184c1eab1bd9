import "server-only";
import { z } from "zod";
import { KEEP_LOG_JOB_SECONDS } from "@/lib/domain/scratch/plan";
import { done, type StepContext } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { runToolbox, ToolboxSaid } from "../recovery/toolbox-job";
import { recoveryOf } from "../restore/parameters";
import { bringUpAside, removeAside } from "../restore/server-aside";
import { asideOf } from "../room/bring";
import { roomRun } from "../room/run";
import { openScratch } from "./place";

const ArchiveToolboxReport = z.object({ ok: z.literal(true), archivedSeconds: z.number() });

/**
 * Commits a mark on the living server and waits until the log with it is kept: a recovery ends at a second only where
 * the log goes on behind it. A server that no longer answers has nothing to add.
 */
export const keepLog: DeployStep = {
  name: "keep_log",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openScratch(effects, ctx);
    const run = roomRun(place, { name: "archive", args: ["archive"], limitSeconds: KEEP_LOG_JOB_SECONDS });
    try {
      const { archivedSeconds } = await runToolbox(run, ctx, ArchiveToolboxReport);
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

/** Brings the second up on a server of its own; the living one is only read from its archive. */
export const recoverCopy: DeployStep = {
  name: "recover",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openScratch(effects, ctx);
    const { environment, release } = place.subject;
    return bringUpAside(asideOf(place, recoveryOf(ctx)), { environment, release: release.name }, ctx);
  },
};

const removing = (name: "release_recovery" | "remove_recovery", touches: boolean): DeployStep => ({
  ...{ name, touches, gated: false },
  isDone: async () => null,
  perform: async (effects, ctx: StepContext) =>
    removeAside(asideOf(await openScratch(effects, ctx), recoveryOf(ctx)), ctx),
});

export const releaseRecovery = removing("release_recovery", true);
export const removeRecovery = removing("remove_recovery", false);
