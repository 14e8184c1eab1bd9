import { bundledDefinitions } from "@/sandbox/api/bundled-definitions";
import type { KubeObject, Store } from "@/sandbox/api/store";

const rbac = "rbac.authorization.k8s.io/v1";
const readVerbs = ["get", "list", "watch"];
const writeVerbs = ["create", "delete", "deletecollection", "patch", "update"];
const workGroups = ["", "apps", "batch", "autoscaling", "networking.k8s.io", "policy", "coordination.k8s.io"];
const workResources = [
  "pods",
  "pods/log",
  "pods/status",
  "services",
  "services/proxy",
  "endpoints",
  "configmaps",
  "serviceaccounts",
  "persistentvolumeclaims",
  "events",
  "deployments",
  "deployments/scale",
  "deployments/status",
  "replicasets",
  "replicasets/scale",
  "replicasets/status",
  "jobs",
  "jobs/status",
  "horizontalpodautoscalers",
  "networkpolicies",
  "ingresses",
  "poddisruptionbudgets",
  "leases",
  "limitranges",
  "resourcequotas",
  "namespaces",
];

const rule = (apiGroups: string[], resources: string[], verbs: string[]) => ({ apiGroups, resources, verbs });
const editRules = [
  rule(workGroups, workResources, readVerbs),
  rule(
    workGroups,
    workResources.filter((name) => name !== "namespaces"),
    writeVerbs,
  ),
  rule([""], ["secrets", "serviceaccounts/token"], [...readVerbs, ...writeVerbs]),
];
const publicPaths = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
const discoveryPaths = ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*", ...publicPaths];

const roles: Record<string, unknown[]> = {
  "cluster-admin": [rule(["*"], ["*"], ["*"]), { nonResourceURLs: ["*"], verbs: ["*"] }],
  admin: [
    ...editRules,
    rule(["rbac.authorization.k8s.io"], ["roles", "rolebindings"], [...readVerbs, ...writeVerbs]),
  ],
  edit: editRules,
  view: [rule(workGroups, workResources, readVerbs)],
  "system:discovery": [{ nonResourceURLs: discoveryPaths, verbs: ["get"] }],
  "system:public-info-viewer": [{ nonResourceURLs: publicPaths, verbs: ["get"] }],
};

const bindings: Record<string, string[]> = {
  "cluster-admin": ["system:masters"],
  "system:discovery": ["system:authenticated"],
  "system:public-info-viewer": ["system:authenticated", "system:unauthenticated"],
};

function ensure(store: Store, resource: string, object: KubeObject): void {
  if (store.get(resource, object.metadata.namespace, object.metadata.name) === undefined) {
    store.create(resource, object);
  }
}

/** What a fresh cluster has: its namespaces, the built-in roles, the bundled custom resource definitions. */
export function bootstrap(store: Store): void {
  for (const name of ["default", "kube-system", "kube-public"]) {
    ensure(store, "namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  for (const [name, rules] of Object.entries(roles)) {
    const role = { apiVersion: rbac, kind: "ClusterRole", metadata: { name }, rules };
    ensure(store, "clusterroles.rbac.authorization.k8s.io", role);
  }
  for (const [name, groups] of Object.entries(bindings)) {
    ensure(store, "clusterrolebindings.rbac.authorization.k8s.io", {
      apiVersion: rbac,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: groups.map((group) => ({
        kind: "Group",
        apiGroup: "rbac.authorization.k8s.io",
        name: group,
      })),
    });
  }
  for (const definition of bundledDefinitions) {
    ensure(store, "customresourcedefinitions.apiextensions.k8s.io", definition);
  }
}
