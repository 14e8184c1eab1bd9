import "server-only";
import { FailedCheck } from "@/lib/engine/failure";
import { done } from "@/lib/engine/step";
import { type DeployStep, openSubject, wantedManifest } from "./effects";
import { notStanding } from "./world";

/** Reads back that what is about to be written down is what the cluster holds. */
export const record: DeployStep = {
  name: "record",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const manifest = await wantedManifest(effects, ctx);
    const strange = await notStanding(cluster, manifest, { signal: ctx.signal, finished: false });
    if (strange.length > 0) {
      throw new FailedCheck(
        `the cluster no longer holds what was applied: ${strange.slice(0, 5).join(", ")}`,
      );
    }
    return done(`${subject.environment.environmentName} runs ${subject.release.name}.`, {
      before: subject.previousRelease?.name ?? null,
      after: subject.release.name,
      manifestId: manifest.id,
      contentHash: manifest.contentHash,
    });
  },
};
