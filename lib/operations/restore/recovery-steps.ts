import "server-only";
import { z } from "zod";
import type { RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import { done } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { type DataPlace, dataRun, openPlace, runData } from "../recovery/data-jobs";
import { ToolboxSaid } from "../recovery/toolbox-job";
import { recoveryOf } from "./parameters";
import { type Aside, bringUpAside, removeAside } from "./server-aside";

/** As long as a server may leave a segment open, and some more. */
const ARCHIVE_SECONDS = 25 * 60;

const ArchiveToolboxReport = z.object({
  ok: z.literal(true),
  serverTime: z.string().max(40),
  archivedSeconds: z.number(),
});

/** The place of the environment whose second is brought back: another one's Jobs run there. */
const at = (place: DataPlace, { environment }: RecoveryPoint): DataPlace => ({
  ...place,
  subject: { ...place.subject, environment: { ...place.subject.environment, ...environment } },
});

/**
 * Commits a mark in the living database and waits until the log with it is kept: a recovery needs something that was
 * written after its second. A database that no longer answers has nothing to add, and recovery goes on without.
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
  },
};

/** The server of the second, as this operation brings it up. */
export const asideOf = ({ cluster, subject }: DataPlace, recovery: RecoveryPoint): Aside => ({
  ...{ cluster, recovery },
  operationId: subject.operationId,
});

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

const removing = (name: "release_recovery" | "remove_recovery", touches: boolean): DeployStep => ({
  ...{ name, touches, gated: false },
  isDone: async () => null,
  perform: async (effects, ctx) => removeAside(asideOf(await openPlace(effects, ctx), recoveryOf(ctx)), ctx),
});

export const releaseRecovery = removing("release_recovery", true);
export const removeRecovery = removing("remove_recovery", false);
