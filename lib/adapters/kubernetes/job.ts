import "server-only";
import { MANAGED_BY } from "@/lib/domain/manifest/spec";
import type { ClusterWaits, JobOutcome } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { lookUntil, type Watches } from "./kinds";
import { catchUpLog, followLog, LogBatches, type LogSource } from "./logs";
import { segment } from "./resources";
import { type Condition, isTrue, type Job, ownedBy, type Pod, type Terminated } from "./shapes";
import type { Transport } from "./transport";

const MAX_MESSAGE_BYTES = 4096;
type Options = Parameters<ClusterWaits["job"]>[2];
type Deps = { transport: Transport; watches: Watches };

/** Waits for a Job's condition Complete or Failed, handing on its log meanwhile. */
export async function waitForJob(
  { transport, watches }: Deps,
  namespace: string,
  name: string,
  options: Options,
): Promise<JobOutcome> {
  const uid = await readUid(transport, namespace, name, options.signal);
  const batches = new LogBatches(options.onLog);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let following: Promise<void> | null = null;
  let seen = false;

  const look = (): Condition | undefined => {
    const pod = newestPod(watches.pods.inNamespace(namespace), uid);
    if (following === null && pod !== undefined && hasStarted(pod)) {
      following = followLog(transport, logSource(namespace, pod), batches, signal);
    }
    const job = watches.jobs.find(namespace, name);
    if (job?.metadata.uid !== uid) {
      if (seen) throw new RefusedFailure(`Job ${name} was deleted while it was waited for.`);
      return undefined;
    }
    seen = true;
    return ended(job);
  };

  try {
    const condition = await lookUntil([watches.jobs, watches.pods], namespace, options.signal, look);
    const pod = await readPod(transport, namespace, name, uid, options.signal);
    stop.abort();
    await following;
    if (pod !== undefined) await catchUpLog(transport, logSource(namespace, pod), batches, options.signal);
    return outcome(condition, pod, batches.tail);
  } finally {
    stop.abort();
    batches.flush();
  }
}

const ended = (job: Job): Condition | undefined =>
  isTrue(job.status?.conditions, "Complete") ?? isTrue(job.status?.conditions, "Failed");

export function outcome(condition: Condition, pod: Pod | undefined, logTail: readonly string[]): JobOutcome {
  const terminated = pod === undefined ? undefined : terminatedOf(pod);
  const message = Buffer.from(terminated?.message ?? condition.message ?? "").subarray(0, MAX_MESSAGE_BYTES);
  const { reason, message: why = "" } = pod?.status ?? {};
  const evicted = reason === "Evicted" ? `Evicted: ${why.slice(0, 300)}` : undefined;
  const killed = terminated?.reason === "OOMKilled" ? "OOMKilled" : evicted;
  return {
    succeeded: condition.type === "Complete",
    exitCode: terminated?.exitCode ?? null,
    message: message.toString("utf8"),
    reason: killed ?? condition.reason ?? condition.type,
    logTail,
  };
}

const terminatedOf = (pod: Pod): Terminated | undefined =>
  (pod.status?.containerStatuses ?? [])[0]?.state?.terminated;

const hasStarted = (pod: Pod): boolean => {
  const state = (pod.status?.containerStatuses ?? [])[0]?.state;
  return state?.running !== undefined || state?.terminated !== undefined;
};

const logSource = (namespace: string, pod: Pod): LogSource => ({
  namespace,
  pod: pod.metadata.name,
  container: pod.spec?.containers?.[0]?.name ?? "",
});

function newestPod(pods: readonly Pod[], uid: string): Pod | undefined {
  const own = pods.filter((pod) => ownedBy(pod, uid));
  const created = (pod: Pod) => pod.metadata.creationTimestamp ?? "";
  return own.sort((left, right) => (created(left) < created(right) ? -1 : 1)).at(-1);
}

/** The pod as it is now: the watch's memory may lag behind the Job's condition. */
async function readPod(
  transport: Transport,
  namespace: string,
  job: string,
  uid: string,
  signal: AbortSignal,
): Promise<Pod | undefined> {
  const path = `/api/v1/namespaces/${segment(namespace)}/pods`;
  const query = { labelSelector: `job-name=${job}`, limit: "50" };
  const answer = await transport.ask(`Reading the pods of Job ${job}`, {
    method: "GET",
    path,
    query,
    signal,
  });
  return newestPod((answer.body as { items?: Pod[] }).items ?? [], uid);
}

async function readUid(
  transport: Transport,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const path = `/apis/batch/v1/namespaces/${segment(namespace)}/jobs/${segment(name)}`;
  const answer = await transport.ask(`Reading Job ${name}`, { method: "GET", path, signal }, [404]);
  if (answer.status === 404)
    throw new RefusedFailure(`Job ${name} does not exist in the namespace ${namespace}.`);
  const { metadata } = answer.body as Job;
  if (metadata.uid === undefined || metadata.labels?.[MANAGED_BY] !== "holdfast") {
    throw new RefusedFailure(`Job ${name} in ${namespace} is not managed by Holdfast (label ${MANAGED_BY}).`);
  }
  return metadata.uid;
}
