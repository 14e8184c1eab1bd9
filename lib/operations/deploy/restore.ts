import "server-only";
import { FailedCheck } from "@/lib/engine/failure";
import { done } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import { type DeployStep, openSubject, previousManifest, wantedManifest } from "./effects";
import { stopMigration } from "./migrate";
import { applyManifest, notStanding, waitForRollout } from "./world";

/** Code only: image and configuration go back, the database keeps what was written and moved forward. */
export const restoreRelease: DeployStep = {
  name: "restore_release",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const before = await previousManifest(effects, subject);
    await stopMigration(cluster, subject, ctx);
    const wanted = await wantedManifest(effects, ctx);
    await applyManifest(cluster, before, wanted.objects, ctx.signal);
    return done(`The manifests of ${before.release.name} are applied again.`);
  },
};

export const restoreRollout: DeployStep = {
  name: "restore_rollout",
  touches: false,
  async isDone(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const before = await previousManifest(effects, subject);
    const missing = await notStanding(cluster, before, { signal: ctx.signal, finished: true });
    return missing.length === 0 ? done(`Every pod runs ${before.release.name}.`) : null;
  },
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const before = await previousManifest(effects, subject);
    await waitForRollout(cluster, subject.environment.namespace, before.objects, ctx);
    return done(`Every pod runs ${before.release.name}.`);
  },
};

export const restoreRecord: DeployStep = {
  name: "restore_record",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const before = await previousManifest(effects, subject);
    const strange = await notStanding(cluster, before, { signal: ctx.signal, finished: false });
    if (strange.length > 0) {
      throw new FailedCheck(
        `the cluster does not hold the previous release: ${strange.slice(0, 5).join(", ")}`,
      );
    }
    return done(`${subject.environment.environmentName} runs ${before.release.name} again.`, {
      after: before.release.name,
      contentHash: before.contentHash,
    });
  },
};

/** At the first deployment nothing earlier exists: what stands there stays for a person to look at. */
export const stopHere: DeployStep = {
  name: "stop_here",
  touches: false,
  isDone: async () => null,
  async perform() {
    throw new RefusedFailure("There is no earlier release to go back to; what was applied stays as it is.");
  },
};
