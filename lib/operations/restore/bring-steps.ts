import "server-only";
import { RESTORE_JOB_SECONDS } from "@/lib/domain/recovery/restore-plan";
import { lostFault, unsavedSentence } from "@/lib/domain/recovery/unsaved";
import { counted } from "@/lib/domain/shared/words";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { preflight as deployPreflight } from "../deploy/preflight";
import { takeBackup } from "../recovery/backup-job";
import { type DataPlace, dataRun, filestoreOf, openPlace, runData } from "../recovery/data-jobs";
import { toolboxPreflight } from "../recovery/preflight";
import { type ToolboxRun, ToolboxSaid, toolboxEnded } from "../recovery/toolbox-job";
import { broughtWords } from "./brought";
import { namesOf, RestoreToolboxReport } from "./jobs";
import { sourceOf } from "./parameters";
import { asideOf, recoveredServer } from "./server-aside";

/** Everything the pods need, and everything the toolbox needs, before anything is made. */
export const preflight: DeployStep = {
  name: "preflight",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const looked = await deployPreflight.perform(effects, ctx);
    if (looked.kind === "parked") return looked;
    const place = await openPlace(effects, ctx);
    const { spec } = dataRun(place, { name: "look", args: ["inspect"] });
    await toolboxPreflight(effects.recovery, place.cluster, spec, ctx);
    return done("The cluster, its secrets, the image and the place of the backups are ready.");
  },
};

/**
 * What stands there now is backed up first: also what nobody wants any more may be missed tomorrow. Where it is damaged
 * or gone that never works again, and bringing back what was is the way out: it goes on, and says what that means.
 */
export const safetyBackup: DeployStep = {
  name: "safety_backup",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { cluster } = await openPlace(effects, ctx);
    const subject = await effects.recovery.records.ensureBackup(ctx.operationId, "before_restore");
    if (subject === null) throw new Error(`operation ${ctx.operationId} has no backup of its own`);
    try {
      const taken = await takeBackup({ recovery: effects.recovery, cluster, subject }, ctx);
      return done(taken.sentence, { backupId: subject.backupId, state: taken.state });
    } catch (error) {
      const fault = error instanceof ToolboxSaid ? lostFault(error.fault.error.name) : null;
      if (fault === null || !(error instanceof ToolboxSaid)) throw error;
      const sentence = unsavedSentence(fault, error.message);
      ctx.tell(sentence, { level: "warn" });
      return done(sentence, { backupId: null, unsaved: sentence });
    }
  },
};

const restoreRun = (place: DataPlace): ToolboxRun => {
  const { databaseSnapshotId, filestoreSnapshotId, repositoryOf, neutralizeAs, recovery, sameEnvironment } =
    sourceOf(place.ctx);
  const { copy } = namesOf(place);
  // Files written since the backup still lie where they were written.
  const living = sameEnvironment ? ["--living-filestore", filestoreOf(place.database)] : [];
  const database =
    recovery === null ? ["--database-snapshot", databaseSnapshotId] : ["--from-server", ...living];
  const args = [
    ...["restore", ...database, "--filestore-snapshot", filestoreSnapshotId],
    ...["--into-database", copy, "--into-filestore", filestoreOf(copy)],
    ...(neutralizeAs === null ? [] : ["--neutralize", "--base-url", neutralizeAs]),
  ];
  const run = dataRun(place, { name: "restore", args, repositoryOf, limitSeconds: RESTORE_JOB_SECONDS });
  if (recovery === null) return run;
  return { ...run, secrets: (signal: AbortSignal) => recoveredServer(asideOf(place, recovery), signal) };
};

/** Loads the backup into a database and a directory beside the living ones, which nothing is done to. */
export const restoreBeside: DeployStep = {
  name: "restore_beside",
  touches: true,
  async isDone(effects, ctx) {
    const place = await openPlace(effects, ctx);
    return (await toolboxEnded(restoreRun(place), ctx.signal)) ? bringBack(place, ctx) : null;
  },
  perform: async (effects, ctx) => bringBack(await openPlace(effects, ctx), ctx),
};

async function bringBack(place: DataPlace, ctx: StepContext): Promise<StepDone> {
  const report = await runData(restoreRun(place), ctx, RestoreToolboxReport);
  const { rowCounts, attachments, neutralized, figures } = report;
  const harmless =
    neutralized === null
      ? ""
      : ` Made harmless: ${counted(Object.values(neutralized).filter((one) => one > 0).length, "kind of connection", "kinds of connections")} to the outside cut.`;
  return done(`${broughtWords(report, ctx)} stand beside the living data.${harmless}`, {
    rowCounts,
    attachments,
    neutralized,
    figures,
  });
}
