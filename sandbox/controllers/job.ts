import { ApiError } from "@/sandbox/api/errors";
import { at, equal, number, record, timestamp } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import type { Fields } from "@/sandbox/api/types";
import { conditionOf, conditionsOf, timeOf } from "@/sandbox/controllers/conditions";
import { note } from "@/sandbox/controllers/events";
import {
  backoff,
  isOver,
  isTracked,
  jobStatus,
  type Tally,
  tally,
  trackingFinalizer,
  uncountedPods,
  untilDeadline,
  type Verdict,
  verdictOn,
  withJobCondition,
} from "@/sandbox/controllers/job-status";
import { controllerOf, isFinished, isTerminating, ownedBy } from "@/sandbox/controllers/pods";
import { podFromTemplate } from "@/sandbox/controllers/replica-set";
import { keyOf, placeOf, WorkQueue } from "@/sandbox/controllers/work-queue";

const resource = "jobs.batch";

/** Runs Jobs to their completions, their backoff limit or their deadline. Completion indexes are not supported. */
export class JobController {
  readonly #store: Store;
  readonly #queue: WorkQueue;
  readonly #unsubscribe: (() => void)[];

  constructor(store: Store) {
    this.#store = store;
    this.#queue = new WorkQueue("Job", (key) => this.#reconcile(key));
    this.#unsubscribe = [
      store.subscribe(resource, ({ type, object }) => {
        if (type === "DELETED") this.#releaseAll(object);
        else this.#enqueue(object);
      }),
      store.subscribe("pods", ({ object }) => this.#onPod(object)),
    ];
    for (const job of store.list(resource)) this.#enqueue(job);
    for (const pod of store.list("pods")) this.#onPod(pod);
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#queue.stop();
  }

  #enqueue(job: KubeObject): void {
    this.#queue.add(keyOf(job.metadata.namespace, job.metadata.name));
  }

  #onPod(pod: KubeObject): void {
    const owner = controllerOf(pod, "Job");
    if (owner !== undefined && this.#store.owners.find(owner.uid) !== undefined) {
      this.#queue.add(keyOf(pod.metadata.namespace, owner.name));
    } else if (isTracked(pod)) this.#release(pod);
  }

  #releaseAll(job: KubeObject): void {
    for (const pod of ownedBy(this.#store, job, "pods")) this.#release(pod);
  }

  /** Lets a pod go that nobody counts any more. */
  #release(pod: KubeObject): void {
    if (!isTracked(pod)) return;
    this.#store.update("pods", pod.metadata.namespace, pod.metadata.name, (current) => {
      const finalizers = (current.metadata.finalizers ?? []).filter((name) => name !== trackingFinalizer);
      return { ...current, metadata: { ...current.metadata, finalizers } };
    });
  }

  #reconcile(key: string): void {
    const { namespace, name } = placeOf(key);
    const job = this.#store.get(resource, namespace, name);
    if (job === undefined) return;
    const pods = ownedBy(this.#store, job, "pods");
    if (isOver(job)) this.#afterwards(key, job, pods);
    else if (job.metadata.deletionTimestamp !== undefined) this.#releaseAll(job);
    else if (at(job, "spec", "suspend") === true) this.#suspend(job, pods);
    else this.#run(key, this.#started(job), pods);
  }

  #write(job: KubeObject, status: Fields): KubeObject {
    if (equal(status, job["status"])) return job;
    const { namespace, name } = job.metadata;
    const change = (current: KubeObject): KubeObject => ({ ...current, status });
    return this.#store.update(resource, namespace, name, change, { subresource: "status" }) ?? job;
  }

  #afterwards(key: string, job: KubeObject, pods: KubeObject[]): void {
    for (const pod of pods) this.#release(pod);
    const seconds = number(at(job, "spec", "ttlSecondsAfterFinished"));
    if (seconds === undefined || job.metadata.deletionTimestamp !== undefined) return;
    const end =
      timeOf(conditionOf(job, "Complete") ?? conditionOf(job, "Failed"), "lastTransitionTime") ?? Date.now();
    const left = end + seconds * 1000 - Date.now();
    if (left > 0) this.#queue.addAfter(key, left);
    else
      this.#store.remove(resource, job.metadata.namespace, job.metadata.name, { propagation: "Foreground" });
  }

  #suspend(job: KubeObject, pods: KubeObject[]): void {
    for (const pod of pods.filter((entry) => !isFinished(entry))) {
      this.#release(pod);
      if (!isTerminating(pod)) this.#store.remove("pods", pod.metadata.namespace, pod.metadata.name);
    }
    const status = record(job["status"]);
    const conditions = withJobCondition(
      conditionsOf(job),
      "Suspended",
      "True",
      "JobSuspended",
      "Job suspended",
    );
    const left = ownedBy(this.#store, job, "pods").filter(isTerminating).length;
    this.#write(
      job,
      jobStatus({
        conditions,
        startTime: undefined,
        active: 0,
        ready: 0,
        terminating: left,
        succeeded: number(status["succeeded"]) ?? 0,
        failed: number(status["failed"]) ?? 0,
        uncounted: {},
      }),
    );
  }

  /** The Job as it counts from now: resumed, and with a start. */
  #started(job: KubeObject): KubeObject {
    const status = record(job["status"]);
    const resumed =
      conditionOf(job, "Suspended") === undefined
        ? conditionsOf(job)
        : withJobCondition(conditionsOf(job), "Suspended", "False", "JobResumed", "Job resumed");
    return {
      ...job,
      status: { ...status, conditions: resumed, startTime: status["startTime"] ?? timestamp() },
    };
  }

  #run(key: string, job: KubeObject, before: KubeObject[]): void {
    let pods = before;
    let counts = tally(job, pods);
    const verdict = verdictOn(job, counts);
    if (verdict === undefined) {
      this.#fill(key, job, pods, counts);
      const left = untilDeadline(job);
      if (left !== undefined) this.#queue.addAfter(key, left);
    } else {
      for (const pod of counts.active) this.#store.remove("pods", pod.metadata.namespace, pod.metadata.name);
    }
    pods = ownedBy(this.#store, job, "pods");
    counts = tally(job, pods);
    this.#count(job, counts, verdict);
  }

  #fill(key: string, job: KubeObject, pods: readonly KubeObject[], counts: Tally): void {
    const parallelism = number(at(job, "spec", "parallelism")) ?? 1;
    const completions = number(at(job, "spec", "completions"));
    const open = completions === undefined ? parallelism : Math.max(0, completions - counts.succeeded);
    const draining = completions === undefined && counts.succeeded > 0;
    const wanted = draining ? Math.min(parallelism, counts.active.length) : Math.min(parallelism, open);
    const missing = wanted - counts.active.length;
    for (const pod of counts.active.slice(0, Math.max(0, -missing))) {
      this.#release(pod);
      this.#store.remove("pods", pod.metadata.namespace, pod.metadata.name);
    }
    const delay = missing > 0 ? backoff(job, pods, counts.failed) : 0;
    if (delay > 0) this.#queue.addAfter(key, delay);
    else for (let index = 0; index < missing; index++) if (!this.#create(key, job)) return;
  }

  #create(key: string, job: KubeObject): boolean {
    const template = record(at(job, "spec", "template"));
    try {
      const pod = this.#store.create(
        "pods",
        podFromTemplate(job, template, { finalizers: [trackingFinalizer] }),
      );
      note(this.#store, job, "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      note(this.#store, job, "FailedCreate", `Error creating: ${error.message}`, "Warning");
      this.#queue.addAfter(key, 2000);
      return false;
    }
  }

  /**
   * Counting takes two writes, as in Kubernetes: first the finished pods are named as uncounted together with the
   * decision, then their finalizers go and the counts rise. The end is told when no pod is left running.
   */
  #count(job: KubeObject, counts: Tally, verdict: Verdict | undefined): void {
    const decided = verdict === undefined ? conditionsOf(job) : withTarget(job, verdict);
    const status = record(job["status"]);
    const base = {
      startTime: status["startTime"],
      active: counts.active.length,
      ready: counts.ready,
      terminating: counts.terminating,
    };
    const counted = { succeeded: number(status["succeeded"]) ?? 0, failed: number(status["failed"]) ?? 0 };
    const uncounted = uncountedPods(counts);
    const first = jobStatus({ ...base, ...counted, conditions: decided, uncounted });
    const stored = this.#write(this.#stored(job), first);
    if (stored.metadata.uid !== job.metadata.uid) return;
    for (const { pod } of counts.uncounted) this.#release(pod);
    const over = verdict !== undefined && counts.terminating === 0;
    const last = over
      ? withJobCondition(decided, verdict.type, "True", verdict.reason, verdict.message)
      : decided;
    const complete = over && verdict.type === "Complete";
    const totals = { succeeded: counts.succeeded, failed: counts.failed };
    this.#write(
      stored,
      jobStatus({
        ...base,
        ...totals,
        conditions: last,
        completionTime: complete ? timestamp() : undefined,
        uncounted: {},
      }),
    );
    if (!over) return;
    if (complete) note(this.#store, job, "Completed", "Job completed");
    else note(this.#store, job, verdict.reason, verdict.message, "Warning");
  }

  #stored(job: KubeObject): KubeObject {
    return this.#store.get(resource, job.metadata.namespace, job.metadata.name) ?? job;
  }
}

function withTarget(job: KubeObject, { type, reason, message }: Verdict): Fields[] {
  const target = type === "Failed" ? "FailureTarget" : "SuccessCriteriaMet";
  return withJobCondition(conditionsOf(job), target, "True", reason, message);
}
