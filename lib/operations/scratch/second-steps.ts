import "server-only";
import { KEEP_LOG_JOB_SECONDS } from "@/lib/domain/scratch/plan";
import type { DeployStep } from "../deploy/effects";
import { recoveryOf } from "../restore/parameters";
import { keepLog } from "../restore/recovery-steps";
import { asideOf, bringUpAside, removingAside } from "../restore/server-aside";
import { roomRun } from "../room/run";
import { openScratch } from "./place";

/**
 * Commits a mark on the living server and waits until the log with it is kept: a recovery ends at a second only where
 * the log goes on behind it. A server that no longer answers has nothing to add.
 */
export const keepScratchLog: DeployStep = {
  name: "keep_log",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openScratch(effects, ctx);
    const run = roomRun(place, { name: "archive", args: ["archive"], limitSeconds: KEEP_LOG_JOB_SECONDS });
    return keepLog(run, ctx);
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

export const releaseRecovery = removingAside({ name: "release_recovery", touches: true }, openScratch);
export const removeRecovery = removingAside({ name: "remove_recovery", touches: false }, openScratch);
