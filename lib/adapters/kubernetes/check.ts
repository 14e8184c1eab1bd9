import "server-only";
import type { ClusterCheck, PrivilegeCheck } from "@/lib/ports/cluster";
import type { Transport } from "./transport";

type Privilege = Omit<PrivilegeCheck, "allowed">;
const AT_ONCE = 6;

const each = (purpose: string, group: string, resource: string, verbs: readonly string[]): Privilege[] =>
  verbs.map((verb) => ({ purpose, verb, resource, group }));

/** Creating by server-side apply asks for both rights; the rehearsal before a change asks for the same. */
const APPLY = ["create", "patch"];
const WATCH = ["list", "watch"];

/** Everything Holdfast does in a cluster, as the rights it needs for it, in all namespaces. */
export const PRIVILEGES: readonly Privilege[] = [
  ...each("Set up an environment's namespace", "", "namespaces", ["get", ...APPLY]),
  ...each("Remove what a drill made", "", "namespaces", ["delete"]),
  ...each("Limit what an environment may use", "", "resourcequotas", APPLY),
  ...each("Limit what an environment may use", "", "limitranges", APPLY),
  ...each("Give the ERP an identity without rights", "", "serviceaccounts", APPLY),
  ...each("Close an environment's network", "networking.k8s.io", "networkpolicies", APPLY),
  ...each("Keep attachments", "", "persistentvolumeclaims", APPLY),
  ...each("Configure the ERP", "", "configmaps", APPLY),
  ...each("Run the ERP", "apps", "deployments", ["get", ...APPLY, ...WATCH]),
  ...each("Follow a rollout", "apps", "replicasets", WATCH),
  ...each("Observe pods", "", "pods", WATCH),
  ...each("Explain a failure by its log", "", "pods/log", ["get"]),
  ...each("Migrate a database", "batch", "jobs", ["get", ...APPLY, ...WATCH, "delete"]),
  ...each("Let visitors in", "", "services", APPLY),
  ...each("Let visitors in", "traefik.io", "ingressroutes", ["get", ...APPLY]),
  ...each("Share visitors out between two releases", "traefik.io", "traefikservices", [
    "get",
    ...APPLY,
    "delete",
  ]),
  ...each("Close the door during an update", "traefik.io", "middlewares", ["get", ...APPLY, "delete"]),
  ...each("Take away what stood only during a change", "apps", "deployments", ["delete"]),
  ...each("Take away what stood only during a change", "", "services", ["get", "delete"]),
  ...each("Take away what stood only during a change", "", "configmaps", ["get", "delete"]),
  ...each("Take away what stood only during a change", "networking.k8s.io", "networkpolicies", [
    "get",
    "delete",
  ]),
  ...each("Survive the draining of nodes", "policy", "poddisruptionbudgets", APPLY),
  ...each("Sign in to the ERP for business checks", "", "secrets", ["get"]),
  ...each("Hand a backup its key for as long as it runs", "", "secrets", [...APPLY, "delete"]),
  ...each("Bring a second of a database server back", "postgresql.cnpg.io", "clusters", [
    ...["get", ...APPLY],
    "delete",
  ]),
  ...each("Know which seconds of a database server are archived", "barmancloud.cnpg.io", "objectstores", [
    "get",
  ]),
  ...each("Call the ERP for business checks", "", "services/proxy", ["create"]),
  ...each("Read what is measured of the ERP", "", "services/proxy", ["get"]),
];

/** Asks the cluster for its version and whether each privilege is there. */
export async function checkCluster(transport: Transport, signal: AbortSignal): Promise<ClusterCheck> {
  const what = "Asking for the version";
  const { body } = await transport.ask(what, { method: "GET", path: "/version", signal });
  // /version answers anybody; only an access review shows that the credentials are accepted.
  const privileges: PrivilegeCheck[] = [];
  for (let start = 0; start < PRIVILEGES.length; start += AT_ONCE) {
    const some = PRIVILEGES.slice(start, start + AT_ONCE);
    privileges.push(...(await Promise.all(some.map((privilege) => review(transport, privilege, signal)))));
  }
  return { server: transport.origin, serverVersion: versionOf(body), privileges };
}

async function review(
  transport: Transport,
  privilege: Privilege,
  signal: AbortSignal,
): Promise<PrivilegeCheck> {
  const [resource, subresource] = privilege.resource.split("/");
  const { verb, group } = privilege;
  const resourceAttributes = { verb, group, resource, ...(subresource === undefined ? {} : { subresource }) };
  const answer = await transport.ask("Asking for privileges", {
    method: "POST",
    path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes },
    },
    signal,
  });
  return { ...privilege, allowed: isAllowed(answer.body) };
}

const isAllowed = (body: unknown): boolean =>
  (body as { status?: { allowed?: boolean } } | null)?.status?.allowed === true;

const versionOf = (body: unknown): string =>
  (body as { gitVersion?: string } | null)?.gitVersion?.slice(0, 100) ?? "unknown";
