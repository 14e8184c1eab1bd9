import "server-only";
import { canaryPods, renderCanary } from "@/lib/domain/manifest/canary";
import { weightedEntrances } from "@/lib/domain/manifest/entrance";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { type DeploySubject, specOf } from "@/lib/domain/operation/deploy-subject";
import { operationDigits } from "@/lib/domain/operation/name";
import { markedWith } from "@/lib/domain/operation/rollout";
import { done, type StepContext } from "@/lib/engine/step";
import { type DeployStep, openSubject, type StoredManifest, wantedManifest } from "./effects";
import { canaryParameters } from "./parameters";
import { allStand, applyMarked } from "./standing";
import { waitForRollout } from "./world";

/** What a canary's pods need of the new manifest: room for them, and the way to them. */
const GROUND = new Set(["ResourceQuota", "NetworkPolicy"]);

const markOfShare = (subject: DeploySubject, percent: number): string =>
  `canary-${operationDigits(subject.operationId)}-${percent}`;

/** The pods beside the release that runs, for this share of the visitors, marked. */
function canaryObjects(subject: DeploySubject, percent: number): readonly ManifestObject[] {
  const spec = specOf(subject, subject.release);
  return markedWith(renderCanary(spec, percent), markOfShare(subject, percent));
}

/** The entrance that gives the canary its share, marked: weights first, then the route that goes by them. */
export function shareObjects(
  subject: DeploySubject,
  wanted: StoredManifest,
  percent: number,
): readonly ManifestObject[] {
  const spec = specOf(subject, subject.release);
  const key = operationDigits(subject.operationId);
  const weights = markedWith(weightedEntrances(spec, { percent, key }), markOfShare(subject, percent));
  const route = wanted.objects.filter(({ kind }) => kind === "IngressRoute");
  return [...weights, ...markedWith(route, wanted.contentHash)];
}

export const sharedSentence = (percent: number): string =>
  `${percent} % of the visitors get the new release; the others stay on the one that ran before.`;

const pods = (percent: number, subject: DeploySubject): string => {
  const count = canaryPods(percent, subject.environment.webReplicas);
  return count === 1 ? "1 canary pod serves" : `${count} canary pods serve`;
};

async function standing(
  effects: Parameters<DeployStep["isDone"]>[0],
  ctx: StepContext,
  withShare: boolean,
): Promise<boolean> {
  const { subject, cluster } = await openSubject(effects, ctx);
  const { percent } = canaryParameters(ctx);
  const share = withShare ? shareObjects(subject, await wantedManifest(effects, ctx), percent) : [];
  return allStand(cluster, [...canaryObjects(subject, percent), ...share], ctx.signal);
}

/** Brings the canary's pods up to its share and waits until they serve; the entrance stays as it is. */
async function bringUp(
  effects: Parameters<DeployStep["perform"]>[0],
  ctx: StepContext,
): Promise<{ subject: DeploySubject; percent: number }> {
  const { subject, cluster } = await openSubject(effects, ctx);
  const { percent } = canaryParameters(ctx);
  const { objects, contentHash } = await wantedManifest(effects, ctx);
  const ground = objects.filter(({ kind }) => GROUND.has(kind));
  const wanted = canaryObjects(subject, percent);
  await applyMarked(cluster, [...markedWith(ground, contentHash), ...wanted], ctx.signal);
  await waitForRollout(cluster, subject.environment.namespace, wanted, ctx);
  return { subject, percent };
}

/** The new release beside the one that runs; no visitor meets it before the business checks have passed on it. */
export const canary: DeployStep = {
  name: "canary",
  touches: true,
  async isDone(effects, ctx) {
    if (!(await standing(effects, ctx, false))) return null;
    const { subject } = await openSubject(effects, ctx);
    const { percent } = canaryParameters(ctx);
    return done(`${pods(percent, subject)}, still without visitors.`, { percent });
  },
  async perform(effects, ctx) {
    const { subject, percent } = await bringUp(effects, ctx);
    return done(`${pods(percent, subject)}, still without visitors.`, { percent });
  },
};

/** More pods where the share needs them, then more visitors. */
export const widen: DeployStep = {
  name: "widen",
  touches: true,
  async isDone(effects, ctx) {
    const { percent } = canaryParameters(ctx);
    return (await standing(effects, ctx, true)) ? done(sharedSentence(percent), { percent }) : null;
  },
  async perform(effects, ctx) {
    const { subject, percent } = await bringUp(effects, ctx);
    const { cluster } = await openSubject(effects, ctx);
    const wanted = await wantedManifest(effects, ctx);
    await applyMarked(cluster, shareObjects(subject, wanted, percent), ctx.signal);
    return done(sharedSentence(percent), { percent });
  },
};
