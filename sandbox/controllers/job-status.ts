import { at, number, record, records, timestamp } from "@/sandbox/api/json";
import type { KubeObject } from "@/sandbox/api/store";
import type { Fields } from "@/sandbox/api/types";
import { conditionsOf, holds } from "@/sandbox/controllers/conditions";
import { isFinished, isReady, isTerminating, phaseOf } from "@/sandbox/controllers/pods";

export const trackingFinalizer = "batch.kubernetes.io/job-tracking";
const firstBackoffMilliseconds = 10_000;
const longestBackoffMilliseconds = 10 * 60_000;

export type Verdict = { type: "Complete" | "Failed"; reason: string; message: string };

/** What the pods of a Job amount to, those counted in its status before included. */
export type Tally = {
  active: KubeObject[];
  ready: number;
  terminating: number;
  succeeded: number;
  failed: number;
  uncounted: { pod: KubeObject; succeeded: boolean }[];
};

export const isTracked = (pod: KubeObject): boolean =>
  (pod.metadata.finalizers ?? []).includes(trackingFinalizer);

/** A pod on its way out counts as failed unless it has succeeded, so that it is replaced at once. */
function outcome(pod: KubeObject): boolean | undefined {
  if (phaseOf(pod) === "Succeeded") return true;
  return phaseOf(pod) === "Failed" || isTerminating(pod) ? false : undefined;
}

export function tally(job: KubeObject, pods: readonly KubeObject[]): Tally {
  const uncounted = pods.flatMap((pod) => {
    const succeeded = outcome(pod);
    return succeeded === undefined || !isTracked(pod) ? [] : [{ pod, succeeded }];
  });
  const active = pods.filter((pod) => outcome(pod) === undefined);
  const counted = (field: string): number => number(at(job, "status", field)) ?? 0;
  return {
    active,
    ready: active.filter(isReady).length,
    terminating: pods.filter((pod) => isTerminating(pod) && !isFinished(pod)).length,
    succeeded: counted("succeeded") + uncounted.filter((entry) => entry.succeeded).length,
    failed: counted("failed") + uncounted.filter((entry) => !entry.succeeded).length,
    uncounted,
  };
}

export const startOf = (job: KubeObject): number | undefined => {
  const value = at(job, "status", "startTime");
  return typeof value === "string" ? Date.parse(value) : undefined;
};

/** Milliseconds until the Job's active deadline; undefined without one. */
export function untilDeadline(job: KubeObject): number | undefined {
  const seconds = number(at(job, "spec", "activeDeadlineSeconds"));
  const start = startOf(job);
  return seconds === undefined || start === undefined ? undefined : start + seconds * 1000 - Date.now();
}

function restarts(pods: readonly KubeObject[]): number {
  const statuses = pods.flatMap((pod) => records(at(pod, "status", "containerStatuses")));
  return statuses.reduce((total, entry) => total + (number(entry["restartCount"]) ?? 0), 0);
}

/** How the Job ends now; undefined when it goes on. An earlier decision stands. */
export function verdictOn(job: KubeObject, counts: Tally): Verdict | undefined {
  const decided = conditionsOf(job).find(
    ({ type, status }) => status === "True" && (type === "FailureTarget" || type === "SuccessCriteriaMet"),
  );
  if (decided !== undefined) {
    const type = decided["type"] === "FailureTarget" ? "Failed" : "Complete";
    return { type, reason: String(decided["reason"]), message: String(decided["message"]) };
  }
  const limit = number(at(job, "spec", "backoffLimit")) ?? 6;
  const restarting =
    at(job, "spec", "template", "spec", "restartPolicy") === "OnFailure" ? restarts(counts.active) : 0;
  if (counts.failed > limit || (restarting > 0 && restarting >= limit)) {
    const message = "Job has reached the specified backoff limit";
    return { type: "Failed", reason: "BackoffLimitExceeded", message };
  }
  const left = untilDeadline(job);
  if (left !== undefined && left <= 0) {
    const message = "Job was active longer than specified deadline";
    return { type: "Failed", reason: "DeadlineExceeded", message };
  }
  const wanted = number(at(job, "spec", "completions"));
  const reached =
    wanted === undefined ? counts.succeeded > 0 && counts.active.length === 0 : counts.succeeded >= wanted;
  if (!reached) return undefined;
  return {
    type: "Complete",
    reason: "CompletionsReached",
    message: "Reached expected number of succeeded pods",
  };
}

/** Milliseconds to wait before the next pod after failures: 10 s, doubling up to ten minutes. */
export function backoff(job: KubeObject, pods: readonly KubeObject[], failed: number): number {
  if (failed === 0) return 0;
  const ends = pods
    .filter((pod) => phaseOf(pod) === "Failed")
    .flatMap((pod) => records(at(pod, "status", "containerStatuses")))
    .map((entry) => Date.parse(String(at(entry, "state", "terminated", "finishedAt"))))
    .filter((time) => Number.isFinite(time));
  if (ends.length === 0) return 0;
  const delay = Math.min(firstBackoffMilliseconds * 2 ** (failed - 1), longestBackoffMilliseconds);
  return Math.max(0, Math.max(...ends, startOf(job) ?? 0) + delay - Date.now());
}

/** The conditions with one added or changed; the others keep their place. */
export function withJobCondition(
  conditions: readonly Fields[],
  type: string,
  status: string,
  reason: string,
  message: string,
): Fields[] {
  const old = conditions.find((entry) => entry["type"] === type);
  if (old?.["status"] === status) return [...conditions];
  const now = timestamp();
  const next = { type, status, lastProbeTime: now, lastTransitionTime: now, reason, message };
  return old === undefined
    ? [...conditions, next]
    : conditions.map((entry) => (entry === old ? next : entry));
}

export const isOver = (job: KubeObject): boolean => holds(job, "Complete") || holds(job, "Failed");

/** A status without zero counts, in the order the API shows it. */
export function jobStatus(parts: {
  conditions: Fields[];
  startTime: unknown;
  completionTime?: string | undefined;
  active: number;
  ready: number;
  terminating: number;
  succeeded: number;
  failed: number;
  uncounted: Fields;
}): Fields {
  const { conditions, startTime, completionTime, active, succeeded, failed } = parts;
  return {
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(startTime === undefined ? {} : { startTime }),
    ...(completionTime === undefined ? {} : { completionTime }),
    ...(active > 0 ? { active } : {}),
    ...(succeeded > 0 ? { succeeded } : {}),
    ...(failed > 0 ? { failed } : {}),
    terminating: parts.terminating,
    uncountedTerminatedPods: parts.uncounted,
    ready: parts.ready,
  };
}

/** The uids of finished pods that are not in the counts yet. */
export function uncountedPods({ uncounted }: Tally): Fields {
  const uids = (succeeded: boolean): unknown[] =>
    uncounted.filter((entry) => entry.succeeded === succeeded).map(({ pod }) => pod.metadata.uid);
  const [good, bad] = [uids(true), uids(false)];
  return record({
    ...(good.length > 0 ? { succeeded: good } : {}),
    ...(bad.length > 0 ? { failed: bad } : {}),
  });
}
