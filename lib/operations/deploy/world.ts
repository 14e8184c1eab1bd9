import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { objectsToRemove } from "@/lib/domain/operation/prune";
import {
  carries,
  deploymentFinished,
  deploymentNames,
  markedWith,
  rolloutFailureClause,
} from "@/lib/domain/operation/rollout";
import type { Json } from "@/lib/domain/operation/run";
import { FailedCheck } from "@/lib/engine/failure";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection, RolloutProgress } from "@/lib/ports/cluster";
import { noted, whileLive } from "./live-wait";

const AT_ONCE = 5;

export const referenceOf = ({ apiVersion, kind, metadata }: ManifestObject) => ({
  apiVersion,
  kind,
  name: metadata.name,
  ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
});

/** The live counterparts of `objects`, in their order; null where there is none. */
export async function readAll(
  cluster: ClusterConnection,
  objects: readonly ManifestObject[],
  signal: AbortSignal,
): Promise<(ManifestObject | null)[]> {
  const live: (ManifestObject | null)[] = [];
  for (let start = 0; start < objects.length; start += AT_ONCE) {
    const group = objects.slice(start, start + AT_ONCE);
    live.push(...(await Promise.all(group.map((one) => cluster.objects.read(referenceOf(one), signal)))));
  }
  return live;
}

/** Names of objects that do not come from this manifest, or of Deployments that have not finished with it. */
export async function notStanding(
  cluster: ClusterConnection,
  manifest: { objects: readonly ManifestObject[]; contentHash: string },
  options: { signal: AbortSignal; finished: boolean },
): Promise<string[]> {
  const live = await readAll(cluster, manifest.objects, options.signal);
  return manifest.objects.flatMap((object, index) => {
    const counterpart = live[index] ?? null;
    const unfinished = options.finished && object.kind === "Deployment" && !deploymentFinished(counterpart);
    const stands = carries(counterpart, manifest.contentHash) && !unfinished;
    return stands ? [] : [`${object.kind} ${object.metadata.name}`];
  });
}

/** Applies a manifest and removes what only the other manifest had. Twice changes nothing more than once. */
export async function applyManifest(
  cluster: ClusterConnection,
  manifest: { objects: readonly ManifestObject[]; contentHash: string },
  replaced: readonly ManifestObject[],
  signal: AbortSignal,
): Promise<void> {
  const marked = markedWith(manifest.objects, manifest.contentHash);
  await cluster.objects.apply(marked, { fieldManager: FIELD_MANAGER, force: true, signal });
  for (const object of objectsToRemove(replaced, manifest.objects)) {
    await cluster.objects.remove(referenceOf(object), signal);
  }
}

/** Pods that are going still fill the quota: what cannot be created yet may be a little later. */
const ROOM = { waitMs: 60_000, everyMs: 2_000 };

/**
 * Waits until every Deployment serves with its new pods; tells progress as it changes.
 * @throws Parked after some seconds of it: the step is asked again when the pods change
 */
export async function waitForRollout(
  cluster: ClusterConnection,
  namespace: string,
  objects: readonly ManifestObject[],
  ctx: StepContext,
  room = ROOM,
): Promise<void> {
  const progress = progressTeller(ctx);
  let fullSince = timeOf(noted(ctx, "fullSince"));
  const follow = async (signal: AbortSignal) => {
    for (;;) {
      const options = { signal, onProgress: progress.tell };
      const failure = await cluster.waits.rollout(namespace, deploymentNames(objects), options);
      if (failure === null) return;
      fullSince = failure.reason === "FailedCreate" ? (fullSince ?? ctx.now().getTime()) : null;
      if (fullSince === null || ctx.now().getTime() - fullSince >= room.waitMs) {
        for (const line of failure.logTail) ctx.tell(line, { level: "error" });
        throw new FailedCheck(rolloutFailureClause(failure), {
          oldPodsServed: progress.alwaysReady(),
          deployment: failure.deployment,
          reason: failure.reason,
        });
      }
      ctx.tell(`${rolloutFailureClause(failure)}; waiting for room.`, { kind: "wait", level: "warn" });
      await delay(room.everyMs, undefined, { signal });
    }
  };
  const memo = () => ({ ...progress.memo(), fullSince });
  await whileLive(ctx, { follow, memo, reason: "Waits for the pods; it goes on as soon as they change." });
}

const timeOf = (value: Json | undefined): number | null => (typeof value === "number" ? value : null);

/** Tells each Deployment's progress when it changes, and remembers whether web was ever without a ready pod. */
function progressTeller(ctx: StepContext) {
  let leastReady = timeOf(noted(ctx, "leastReady"));
  const before = noted(ctx, "told");
  const told = new Map<string, Json>(
    typeof before === "object" && before !== null ? Object.entries(before) : [],
  );
  return {
    tell(progress: readonly RolloutProgress[]): void {
      for (const one of progress) {
        if (one.deployment === NAMES.web) leastReady = Math.min(leastReady ?? one.ready, one.ready);
        const text = `${one.deployment}: ${one.updated} of ${one.wanted} pods new, ${one.ready} ready.`;
        if (told.get(one.deployment) !== text) ctx.tell(text, { kind: "wait" });
        told.set(one.deployment, text);
      }
    },
    alwaysReady: () => leastReady !== null && leastReady > 0,
    memo: () => ({ leastReady, told: Object.fromEntries(told) }),
  };
}
