import "server-only";
import { done } from "@/lib/engine/step";
import { type DeployStep, openSubject, wantedManifest } from "./effects";
import { applyManifest, notStanding, waitForRollout } from "./world";

/** Applies the manifest and waits until the new pods serve. */
export const rollout: DeployStep = {
  name: "rollout",
  touches: true,
  async isDone(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const manifest = await wantedManifest(effects, ctx);
    const missing = await notStanding(cluster, manifest, { signal: ctx.signal, finished: true });
    return missing.length === 0 ? done(`Every pod runs ${subject.release.name}.`) : null;
  },
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const manifest = await wantedManifest(effects, ctx);
    const replaced = subject.previousManifest?.objects ?? [];
    await applyManifest(cluster, manifest, replaced, ctx.signal);
    ctx.tell(`${manifest.objects.length} objects applied.`, { kind: "state" });
    await waitForRollout(cluster, subject.environment.namespace, manifest.objects, ctx);
    return done(`Every pod runs ${subject.release.name}.`);
  },
};
