import { ApiError } from "@/sandbox/api/errors";
import type { ResourceType } from "@/sandbox/api/types";

type Row = [group: string, version: string, plural: string, kind: string, extra?: Partial<ResourceType>];
const cluster = { namespaced: false };
const workload = { generation: true, categories: ["all"] };

/** One row per built-in type; a new kind is a new row. */
const rows: readonly Row[] = [
  [
    "",
    "v1",
    "namespaces",
    "Namespace",
    { ...cluster, shortNames: ["ns"], subresources: ["finalize", "status"], selectable: ["status.phase"] },
  ],
  [
    "",
    "v1",
    "nodes",
    "Node",
    { ...cluster, shortNames: ["no"], subresources: ["status"], selectable: ["spec.unschedulable"] },
  ],
  [
    "",
    "v1",
    "pods",
    "Pod",
    {
      shortNames: ["po"],
      categories: ["all"],
      generation: true,
      subresources: ["log", "status"],
      selectable: [
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.serviceAccountName",
        "status.phase",
        "status.podIP",
      ],
    },
  ],
  [
    "",
    "v1",
    "services",
    "Service",
    {
      shortNames: ["svc"],
      categories: ["all"],
      subresources: ["proxy", "status"],
      selectable: ["spec.clusterIP", "spec.type"],
    },
  ],
  ["", "v1", "endpoints", "Endpoints", { singular: "endpoints", shortNames: ["ep"] }],
  ["", "v1", "secrets", "Secret", { selectable: ["type"] }],
  ["", "v1", "configmaps", "ConfigMap", { shortNames: ["cm"] }],
  ["", "v1", "serviceaccounts", "ServiceAccount", { shortNames: ["sa"], subresources: ["token"] }],
  [
    "",
    "v1",
    "persistentvolumeclaims",
    "PersistentVolumeClaim",
    { shortNames: ["pvc"], subresources: ["status"] },
  ],
  ["", "v1", "resourcequotas", "ResourceQuota", { shortNames: ["quota"], subresources: ["status"] }],
  ["", "v1", "limitranges", "LimitRange", { shortNames: ["limits"] }],
  [
    "",
    "v1",
    "events",
    "Event",
    {
      shortNames: ["ev"],
      selectable: [
        "involvedObject.kind",
        "involvedObject.namespace",
        "involvedObject.name",
        "involvedObject.uid",
        "involvedObject.apiVersion",
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type",
      ],
    },
  ],
  [
    "apps",
    "v1",
    "deployments",
    "Deployment",
    { ...workload, shortNames: ["deploy"], subresources: ["scale", "status"] },
  ],
  [
    "apps",
    "v1",
    "replicasets",
    "ReplicaSet",
    { ...workload, shortNames: ["rs"], subresources: ["scale", "status"], selectable: ["status.replicas"] },
  ],
  [
    "batch",
    "v1",
    "jobs",
    "Job",
    { ...workload, subresources: ["status"], selectable: ["status.successful"] },
  ],
  [
    "networking.k8s.io",
    "v1",
    "networkpolicies",
    "NetworkPolicy",
    { singular: "networkpolicy", shortNames: ["netpol"], generation: true },
  ],
  [
    "networking.k8s.io",
    "v1",
    "ingresses",
    "Ingress",
    { singular: "ingress", shortNames: ["ing"], generation: true, subresources: ["status"] },
  ],
  [
    "policy",
    "v1",
    "poddisruptionbudgets",
    "PodDisruptionBudget",
    { shortNames: ["pdb"], generation: true, subresources: ["status"] },
  ],
  [
    "autoscaling",
    "v2",
    "horizontalpodautoscalers",
    "HorizontalPodAutoscaler",
    { shortNames: ["hpa"], categories: ["all"], subresources: ["status"] },
  ],
  ["coordination.k8s.io", "v1", "leases", "Lease", { unconditionalUpdate: false }],
  ["rbac.authorization.k8s.io", "v1", "roles", "Role"],
  ["rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"],
  ["rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", cluster],
  ["rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", cluster],
  [
    "apiextensions.k8s.io",
    "v1",
    "customresourcedefinitions",
    "CustomResourceDefinition",
    {
      ...cluster,
      shortNames: ["crd", "crds"],
      generation: true,
      subresources: ["status"],
      unconditionalUpdate: false,
    },
  ],
];

function fromRow([group, version, plural, kind, extra]: Row): ResourceType {
  return {
    key: resourceKey({ group, plural }),
    group,
    version,
    plural,
    kind,
    singular: kind.toLowerCase(),
    namespaced: true,
    shortNames: [],
    categories: [],
    subresources: [],
    generation: false,
    unconditionalUpdate: true,
    selectable: [],
    ...extra,
  };
}

/** "pods" for the core group, "deployments.apps" otherwise: the key the store uses. */
export function resourceKey(type: Pick<ResourceType, "group" | "plural">): string {
  return type.group === "" ? type.plural : `${type.plural}.${type.group}`;
}

/** "v1" or "apps/v1". */
export function apiVersionOf(type: Pick<ResourceType, "group" | "version">): string {
  return type.group === "" ? type.version : `${type.group}/${type.version}`;
}

/** The types one server knows: the built-in table plus the custom ones defined at run time. */
export class Catalog {
  readonly #types = new Map<string, ResourceType>();

  constructor() {
    for (const row of rows) this.register(fromRow(row));
  }

  register(type: ResourceType): void {
    this.#types.set(type.key, type);
  }

  unregister(key: string): void {
    this.#types.delete(key);
  }

  all(): ResourceType[] {
    return [...this.#types.values()];
  }

  find(key: string): ResourceType | undefined {
    return this.#types.get(key);
  }

  /** Throws when a caller inside the process names a type that does not exist. */
  demand(key: string): ResourceType {
    const type = this.#types.get(key);
    if (type === undefined) throw new ApiError(404, "NotFound", `the sandbox has no resource "${key}"`);
    return type;
  }

  byKind(apiVersion: string, kind: string): ResourceType | undefined {
    const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
    return this.all().find((type) => type.group === group && type.kind === kind);
  }
}
