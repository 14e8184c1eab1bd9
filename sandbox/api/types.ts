export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Fields = Record<string, unknown>;

export type OwnerReference = {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
};

export type ManagedFieldsEntry = {
  manager: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  time?: string;
  fieldsType: "FieldsV1";
  fieldsV1: Fields;
  subresource?: string;
};

export type ObjectMeta = {
  name: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: ManagedFieldsEntry[];
};

export type KubeObject = { apiVersion: string; kind: string; metadata: ObjectMeta; [field: string]: unknown };

export type ResourceType = {
  /** "pods" or "deployments.apps": the name the store uses. */
  key: string;
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  /** Subresources besides the object itself, for discovery and routing. */
  subresources: readonly string[];
  /** Whether metadata.generation counts changes of the specification. */
  generation: boolean;
  /** Whether a PUT may leave out metadata.resourceVersion. */
  unconditionalUpdate: boolean;
  /** Field selectors besides metadata.name and metadata.namespace, as dotted paths. */
  selectable: readonly string[];
  /** Set for custom resources only. */
  custom?: { definition: string; schema: Fields; served: readonly string[]; columns: readonly Fields[] };
};

export type StoreEvent = {
  type: "ADDED" | "MODIFIED" | "DELETED";
  /** The key of the object's type, such as "pods" or "deployments.apps". */
  resource: string;
  object: KubeObject;
  /** The state before a modification; selector watches need it. */
  previous?: KubeObject;
};

/** What rules that only look things up need of the store. */
export type ObjectReader = {
  list(resource: string, namespace?: string): KubeObject[];
  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined;
};

export type PodLogOptions = {
  follow: boolean;
  tailLines?: number;
  limitBytes?: number;
  sinceSeconds?: number;
  previous?: boolean;
  timestamps?: boolean;
};

/** The node that runs pods as real processes; without one every pod is simulated. */
export type PodRuntime = {
  /** undefined: this pod is not run by the runtime. */
  logs(
    namespace: string,
    pod: string,
    container: string,
    options: PodLogOptions,
  ): AsyncIterable<Buffer> | undefined;
  runs(pod: KubeObject): boolean;
};
