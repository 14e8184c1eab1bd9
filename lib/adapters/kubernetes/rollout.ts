import "server-only";
import { MANAGED_BY } from "@/lib/domain/manifest/spec";
import type { ClusterWaits, RolloutFailure, RolloutProgress } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { lookUntil, type Watches } from "./kinds";
import { tailLog } from "./logs";
import { segment } from "./resources";
import {
  type Baseline,
  baselineOf,
  rolloutFailure,
  rolloutProgress,
  type SeenFailure,
} from "./rollout-verdict";
import type { Deployment } from "./shapes";
import type { Transport } from "./transport";

const LOG_LINES = 20;
type Options = Parameters<ClusterWaits["rollout"]>[2];
/** What a Deployment was when the waiting began: an older state in the watch's memory is not believed. */
type Floor = ReadonlyMap<string, { uid: string | undefined; generation: number }>;

/** Waits until all named Deployments run their present revision, or one of them will not. */
export async function waitForRollout(
  deps: { transport: Transport; watches: Watches },
  namespace: string,
  names: readonly string[],
  options: Options,
): Promise<RolloutFailure | null> {
  if (names.length === 0) return null;
  const floor = await readFloor(deps.transport, namespace, names, options.signal);
  const { deployments, replicaSets, pods } = deps.watches;
  let baseline: Baseline | undefined;
  let told = "";
  const seen = new Set<string>();

  const look = (): { failure: SeenFailure | null } | undefined => {
    if (!deployments.synced || !replicaSets.synced || !pods.synced) return undefined;
    const podsNow = pods.inNamespace(namespace);
    baseline ??= baselineOf(podsNow);
    const progress: RolloutProgress[] = [];
    for (const name of names) {
      const live = present(deployments.find(namespace, name), floor.get(name));
      if (live === "older") return undefined;
      if (live === "missing") {
        if (seen.has(name)) throw new RefusedFailure(`Deployment ${name} was deleted during its rollout.`);
        return undefined;
      }
      seen.add(name);
      progress.push(rolloutProgress(live));
      const failure = rolloutFailure(live, replicaSets.inNamespace(namespace), podsNow, baseline);
      if (failure !== null) return { failure };
    }
    const text = JSON.stringify(progress);
    if (text !== told) options.onProgress(progress);
    told = text;
    return progress.every(({ finished }) => finished) ? { failure: null } : undefined;
  };

  const { failure } = await lookUntil([deployments, replicaSets, pods], namespace, options.signal, look);
  return failure === null ? null : withLog(deps.transport, namespace, failure, options.signal);
}

function present(
  live: Deployment | undefined,
  floor: { uid: string | undefined; generation: number } | undefined,
): Deployment | "older" | "missing" {
  if (live === undefined) return "missing";
  if (floor === undefined || live.metadata.uid !== floor.uid) return "older";
  return (live.metadata.generation ?? 0) < floor.generation ? "older" : live;
}

async function readFloor(
  transport: Transport,
  namespace: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Floor> {
  const entries = names.map(async (name) => {
    const path = `/apis/apps/v1/namespaces/${segment(namespace)}/deployments/${segment(name)}`;
    const answer = await transport.ask(`Reading Deployment ${name}`, { method: "GET", path, signal }, [404]);
    if (answer.status === 404) {
      throw new RefusedFailure(`Deployment ${name} does not exist in the namespace ${namespace}.`);
    }
    const { metadata } = answer.body as Deployment;
    if (metadata.labels?.[MANAGED_BY] !== "holdfast") {
      throw new RefusedFailure(
        `Deployment ${name} in ${namespace} is not managed by Holdfast (label ${MANAGED_BY}).`,
      );
    }
    return [name, { uid: metadata.uid, generation: metadata.generation ?? 0 }] as const;
  });
  return new Map(await Promise.all(entries));
}

async function withLog(
  transport: Transport,
  namespace: string,
  { source, ...failure }: SeenFailure,
  signal: AbortSignal,
): Promise<RolloutFailure> {
  if (source === null) return { ...failure, logTail: [] };
  const from = { namespace, pod: source.pod, container: source.container };
  const options = { lines: LOG_LINES, previous: source.restarted, signal };
  return { ...failure, logTail: await tailLog(transport, from, options) };
}
