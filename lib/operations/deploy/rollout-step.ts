import "server-only";
import { closedParts, openParts } from "@/lib/domain/operation/rollout";
import { done } from "@/lib/engine/step";
import { behindDoor } from "./door-state";
import { type DeployStep, openSubject, wantedManifest } from "./effects";
import { noted } from "./live-wait";
import { allStand, applyMarked, nothingBesides, prune, removeBesides } from "./standing";
import { waitForRollout } from "./world";

/**
 * Applies the manifest and waits until the new pods serve. With an open door the entrance comes last, so that a canary
 * keeps its share until the new pods serve everybody; then the canary goes. Behind a closed door nobody is let in,
 * whoever closed it.
 */
export const rollout: DeployStep = {
  name: "rollout",
  touches: true,
  async isDone(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const { objects, contentHash } = await wantedManifest(effects, ctx);
    const ended = done(`Every pod runs ${subject.release.name}.`);
    if (await behindDoor(cluster, subject, ctx)) {
      const { first } = closedParts(objects, contentHash);
      return (await allStand(cluster, first, ctx.signal)) ? ended : null;
    }
    const { first, last } = openParts(objects, contentHash);
    if (!(await allStand(cluster, [...first, ...last], ctx.signal))) return null;
    return (await nothingBesides(cluster, subject.environment.namespace, ctx.signal)) ? ended : null;
  },
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const { namespace } = subject.environment;
    const { objects, contentHash } = await wantedManifest(effects, ctx);
    const closed = await behindDoor(cluster, subject, ctx);
    const { first, last } = (closed ? closedParts : openParts)(objects, contentHash);
    // Woken from its wait for the pods it has applied them already.
    if (noted(ctx, "told") === undefined) {
      await applyMarked(cluster, first, ctx.signal);
      ctx.tell(`${first.length} objects applied.`, { kind: "state" });
    }
    await waitForRollout(cluster, namespace, first, ctx);
    if (!closed) await applyMarked(cluster, last, ctx.signal);
    await prune(cluster, subject.previousManifest?.objects ?? [], objects, ctx.signal);
    if (!closed) await removeBesides(cluster, namespace, ctx.signal);
    return done(`Every pod runs ${subject.release.name}.`);
  },
};
