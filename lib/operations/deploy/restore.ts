import "server-only";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { NAMES } from "@/lib/domain/manifest/spec";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import { carries, closedMark, closedParts, emptied, markedWith } from "@/lib/domain/operation/rollout";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { behindDoor } from "./door-state";
import { type DeployStep, openSubject, previousManifest, wantedManifest } from "./effects";
import { stopMigration } from "./migrate";
import { allStand, applyMarked, prune, removeBesides, waitUntilGone } from "./standing";
import { applyManifest, notStanding, referenceOf, waitForRollout } from "./world";

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
    if (await behindDoor(cluster, subject, ctx)) {
      await restoreBehindDoor(cluster, subject, { before, wanted }, ctx);
    } else {
      await applyManifest(cluster, before, wanted.objects, ctx.signal);
      await removeBesides(cluster, subject.environment.namespace, ctx.signal);
    }
    return done(`The manifests of ${before.release.name} are applied again.`);
  },
};

type Manifest = { objects: readonly ManifestObject[]; contentHash: string };

/** The door stays as it is until the previous release has passed its checks; new pods end before old ones begin. */
async function restoreBehindDoor(
  cluster: ClusterConnection,
  subject: DeploySubject,
  { before, wanted }: { before: Manifest; wanted: Manifest },
  ctx: StepContext,
): Promise<void> {
  const { namespace } = subject.environment;
  const isWeb = ({ kind, metadata }: ManifestObject) => kind === "Deployment" && metadata.name === NAMES.web;
  const [web] = markedWith(wanted.objects.filter(isWeb), wanted.contentHash);
  const live = web === undefined ? null : await cluster.objects.read(referenceOf(web), ctx.signal);
  if (web !== undefined && carries(live, wanted.contentHash)) {
    const empty = markedWith([emptied(web)], closedMark(wanted.contentHash));
    await applyMarked(cluster, empty, ctx.signal);
    await waitUntilGone(cluster, namespace, new Set([NAMES.web]), ctx);
  }
  await applyMarked(cluster, closedParts(before.objects, before.contentHash).first, ctx.signal);
  await prune(cluster, wanted.objects, before.objects, ctx.signal);
}

export const restoreRollout: DeployStep = {
  name: "restore_rollout",
  touches: false,
  async isDone(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const before = await previousManifest(effects, subject);
    const parts = restoredParts(before, await behindDoor(cluster, subject, ctx));
    const stands = await allStand(cluster, parts, ctx.signal);
    return stands ? done(`Every pod runs ${before.release.name}.`) : null;
  },
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const before = await previousManifest(effects, subject);
    const parts = restoredParts(before, await behindDoor(cluster, subject, ctx));
    await waitForRollout(cluster, subject.environment.namespace, parts, ctx);
    return done(`Every pod runs ${before.release.name}.`);
  },
};

/** What restore_release applied: everything, or what may stand behind a closed door. */
const restoredParts = ({ objects, contentHash }: Manifest, behind: boolean): readonly ManifestObject[] =>
  behind ? closedParts(objects, contentHash).first : markedWith(objects, contentHash);

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
