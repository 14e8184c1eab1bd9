import type { PodFact } from "@/lib/domain/health/facts";
import type { ManifestObject } from "@/lib/domain/manifest/object";

export type PrivilegeCheck = {
  purpose: string;
  verb: string;
  resource: string;
  group: string;
  allowed: boolean;
};

/** Answer of a cluster that could be asked. Not reachable is a Problem `upstream_failed` with the cause in words. */
export type ClusterCheck = { server: string; serverVersion: string; privileges: readonly PrivilegeCheck[] };

export type ApplyOptions = {
  fieldManager: string;
  /** Takes fields over from other managers; without it their ownership is a refusal. */
  force?: boolean;
  dryRun?: boolean;
  signal: AbortSignal;
};

export type RolloutProgress = {
  deployment: string;
  wanted: number;
  updated: number;
  ready: number;
  /** True as kubectl says it: observed, all replicas updated, available, none old. */
  finished: boolean;
};

/** Why a rollout will not finish, known as soon as the pods say so and not at the deadline. */
export type RolloutFailure = {
  deployment: string;
  reason: string;
  detail: string;
  logTail: readonly string[];
};

export type JobOutcome = {
  succeeded: boolean;
  exitCode: number | null;
  /** The pod's termination message, at most 4096 bytes. */
  message: string;
  reason: string;
  logTail: readonly string[];
};

export type PodChange = { namespace: string; pods: readonly PodFact[]; observedAt: Date };

/** Desired objects and secrets of one cluster. */
export interface ClusterObjects {
  /** Server-side apply, in the order given. */
  apply(objects: readonly ManifestObject[], options: ApplyOptions): Promise<void>;
  /** What the cluster would make of an object, with the defaults it fills in; nothing of it is kept. */
  rehearse(object: ManifestObject, options: Omit<ApplyOptions, "dryRun">): Promise<ManifestObject>;
  /** The live object, or null. */
  read(
    reference: { apiVersion: string; kind: string; namespace?: string; name: string },
    signal: AbortSignal,
  ): Promise<ManifestObject | null>;
  remove(
    reference: { apiVersion: string; kind: string; namespace?: string; name: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** Decoded values of a secret, or null. Never log, never store. */
  readSecret(namespace: string, name: string, signal: AbortSignal): Promise<Record<string, string> | null>;
}

/** Waiting on a cluster, by watch with a resync as safety net. */
export interface ClusterWaits {
  /** Resolves null when every deployment finished, or the first failure. */
  rollout(
    namespace: string,
    deployments: readonly string[],
    options: { signal: AbortSignal; onProgress(progress: readonly RolloutProgress[]): void },
  ): Promise<RolloutFailure | null>;
  job(
    namespace: string,
    name: string,
    options: { signal: AbortSignal; onLog(lines: readonly string[]): void },
  ): Promise<JobOutcome>;
  /**
   * Tells all pods of each namespace that carries Holdfast's label, first as they are, then at every change.
   * Each namespace is told again after every resync (about each minute), so `observedAt` says how fresh its pods are;
   * `onListed` then names all namespaces that have pods: the others have none. Ends when the signal aborts;
   * `onUnreachable` says when the cluster stops answering, `onReachable` when it answers (first, or again).
   */
  pods(options: {
    signal: AbortSignal;
    onChange(change: PodChange): void;
    onUnreachable(cause: string): void;
    onReachable(): void;
    onListed?(namespaces: ReadonlySet<string>, observedAt: Date): void;
  }): Promise<void>;
}

export type ServiceTarget = { namespace: string; service: string; port: number; path: string };

/** The private entrance: an HTTP call to a service inside the cluster, through its API server. */
export interface ServiceCalls {
  post(target: ServiceTarget, body: unknown, signal: AbortSignal): Promise<{ status: number; body: unknown }>;
  /** A text body stays text. At most 30 s and 1 MiB unless told less. */
  get(
    target: ServiceTarget & { query?: Readonly<Record<string, string>> },
    signal: AbortSignal,
    limits?: { limitMs?: number; maxBytes?: number },
  ): Promise<{ status: number; body: unknown }>;
}

/** One container of a pod, as far as its log is concerned. */
export type LoggedContainer = {
  pod: string;
  container: string;
  restarts: number;
  /** "over": its pod has done its work and begins no more; "waits": it ran, and may run again. */
  state: "running" | "waits" | "over";
};

/** What containers write. */
export interface ClusterLogs {
  /** The containers of a namespace that have begun, at most 50. */
  containers(namespace: string, signal: AbortSignal): Promise<readonly LoggedContainer[]>;
  /**
   * Lines of the last seconds, each behind its time: the newest `limitBytes` of them, `cut` when there were older ones.
   * Of the run before with `previous`.
   */
  read(
    of: { namespace: string; pod: string; container: string },
    options: { sinceSeconds: number; limitBytes: number; previous: boolean; signal: AbortSignal },
  ): Promise<{ lines: readonly string[]; cut: boolean }>;
  /** Each line behind its time, as it is written; resolves when the container has ended. */
  follow(
    of: { namespace: string; pod: string; container: string },
    options: { sinceSeconds: number; onLine(line: string): void; signal: AbortSignal },
  ): Promise<void>;
}

export type ClusterConnection = {
  objects: ClusterObjects;
  waits: ClusterWaits;
  services: ServiceCalls;
  logs: ClusterLogs;
  check(signal: AbortSignal): Promise<ClusterCheck>;
};

/** Opens connections; one per cluster and credential is kept. */
export interface Clusters {
  /** For a registered cluster; its credentials are opened inside. Problem `not_found` for an unknown id. */
  open(clusterId: string): Promise<ClusterConnection>;
  /** For credentials not yet registered. Problem `invalid_input` when the kubeconfig cannot be used. */
  openKubeconfig(kubeconfig: string, context?: string): ClusterConnection;
}
