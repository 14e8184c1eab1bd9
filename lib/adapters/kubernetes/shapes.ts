import "server-only";
/**
 * The fields we read of Kubernetes' objects, as JSON has them: times are text, and what is zero or empty is absent.
 * The API server has validated them; everything that may be missing is optional.
 */
export type Metadata = {
  name: string;
  namespace?: string;
  uid?: string;
  generation?: number;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { uid: string; kind: string; name: string; controller?: boolean }[];
};

export type Condition = { type: string; status: string; reason?: string; message?: string };

export type Terminated = { exitCode: number; reason?: string; message?: string; finishedAt?: string };
export type ContainerState = {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: Terminated;
};
export type ContainerStatus = {
  name: string;
  ready?: boolean;
  restartCount?: number;
  image?: string;
  state?: ContainerState;
  lastState?: ContainerState;
};

export type Pod = {
  metadata: Metadata;
  spec?: { containers?: { name: string; image?: string }[] };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    startTime?: string;
    conditions?: Condition[];
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
  };
};

export type Deployment = {
  metadata: Metadata;
  spec?: { replicas?: number };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    conditions?: Condition[];
  };
};

export type ReplicaSet = { metadata: Metadata; status?: { conditions?: Condition[] } };

export type Job = {
  metadata: Metadata;
  status?: { conditions?: Condition[]; succeeded?: number; failed?: number };
};

/** Anything with metadata: what lists and watches carry. */
export type KubernetesObject = { kind?: string; metadata: Metadata };

export const ownedBy = (object: KubernetesObject, uid: string | undefined): boolean =>
  uid !== undefined && (object.metadata.ownerReferences ?? []).some((owner) => owner.uid === uid);

export const isTrue = (conditions: readonly Condition[] | undefined, type: string): Condition | undefined =>
  (conditions ?? []).find((condition) => condition.type === type && condition.status === "True");
