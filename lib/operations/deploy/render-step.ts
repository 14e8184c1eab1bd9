import "server-only";
import { done } from "@/lib/engine/step";
import { type DeployStep, type StoredManifest, subjectOf, wantedObjects } from "./effects";

const rendered = ({ id, contentHash, objects }: StoredManifest) =>
  done(`${objects.length} objects, content ${contentHash.slice(0, 12)}.`, { manifestId: id, contentHash });

/** Desired state to objects, stored once per content. */
export const render: DeployStep = {
  name: "render",
  touches: false,
  async isDone(effects, ctx) {
    const subject = await subjectOf(effects, ctx);
    const hash = effects.records.hash(wantedObjects(effects, subject));
    const stored = await effects.records.findManifest(subject.environment.environmentId, hash);
    return stored === null ? null : rendered(stored);
  },
  async perform(effects, ctx) {
    const subject = await subjectOf(effects, ctx);
    const objects = wantedObjects(effects, subject);
    const { environmentId } = subject.environment;
    const manifest = { environmentId, releaseId: subject.release.id, objects };
    return rendered(await effects.records.saveManifest(manifest));
  },
};
