import { at, list, records, text } from "@/sandbox/api/json";
import type { Fields, KubeObject, ObjectReader } from "@/sandbox/api/types";

export type User = { name: string; groups: readonly string[] };

export type Question =
  | {
      verb: string;
      group: string;
      /** With its subresource: "deployments/scale". */
      resource: string;
      namespace?: string | undefined;
      name?: string | undefined;
    }
  | { verb: string; path: string };

export type Answer = { allowed: boolean; reason?: string };

const includes = (values: unknown, wanted: string): boolean => {
  const entries = list(values);
  return entries.includes("*") || entries.includes(wanted);
};

function coversResource(rule: Fields, resource: string): boolean {
  if (includes(rule["resources"], resource)) return true;
  const subresource = resource.split("/")[1];
  return subresource !== undefined && list(rule["resources"]).includes(`*/${subresource}`);
}

function covers(rule: Fields, question: Question): boolean {
  if (!includes(rule["verbs"], question.verb)) return false;
  if ("path" in question) {
    return list(rule["nonResourceURLs"]).some(
      (pattern) =>
        pattern === question.path ||
        (typeof pattern === "string" &&
          pattern.endsWith("*") &&
          question.path.startsWith(pattern.slice(0, -1))),
    );
  }
  const names = list(rule["resourceNames"]);
  return (
    includes(rule["apiGroups"], question.group) &&
    coversResource(rule, question.resource) &&
    (names.length === 0 || (question.name !== undefined && names.includes(question.name)))
  );
}

/** How a binding's subject matches the user, in the words of the API server's reasons. */
function subjectText(binding: KubeObject, user: User): string | undefined {
  for (const subject of records(binding["subjects"])) {
    const name = text(subject["name"]) ?? "";
    if (subject["kind"] === "User" && name === user.name) return `User "${name}"`;
    if (subject["kind"] === "Group" && user.groups.includes(name)) return `Group "${name}"`;
    if (subject["kind"] !== "ServiceAccount") continue;
    const namespace = text(subject["namespace"]) ?? binding.metadata.namespace ?? "";
    if (user.name === `system:serviceaccount:${namespace}:${name}`)
      return `ServiceAccount "${name}/${namespace}"`;
  }
  return undefined;
}

function rulesOf(binding: KubeObject, store: ObjectReader): Fields[] {
  const kind = at(binding, "roleRef", "kind");
  const name = text(at(binding, "roleRef", "name")) ?? "";
  const role =
    kind === "ClusterRole"
      ? store.get("clusterroles.rbac.authorization.k8s.io", undefined, name)
      : store.get("roles.rbac.authorization.k8s.io", binding.metadata.namespace, name);
  return records(role?.["rules"]);
}

/** The rules bound to a user that reach a namespace (or the cluster when undefined), with the binding of each. */
export function* boundRules(
  user: User,
  namespace: string | undefined,
  store: ObjectReader,
): Generator<{ rules: Fields[]; reason: string }> {
  const bindings = [
    ...store.list("clusterrolebindings.rbac.authorization.k8s.io"),
    ...(namespace === undefined ? [] : store.list("rolebindings.rbac.authorization.k8s.io", namespace)),
  ];
  for (const binding of bindings) {
    const subject = subjectText(binding, user);
    if (subject === undefined) continue;
    const { name } = binding.metadata;
    const label = binding.metadata.namespace === undefined ? `"${name}"` : `"${name}/${namespace}"`;
    const role = `${String(at(binding, "roleRef", "kind"))} "${String(at(binding, "roleRef", "name"))}"`;
    yield {
      rules: rulesOf(binding, store),
      reason: `RBAC: allowed by ${binding.kind} ${label} of ${role} to ${subject}`,
    };
  }
}

/** Whether the roles bound to a user allow what is asked; "system:masters" may do everything. */
export function authorize(user: User, question: Question, store: ObjectReader): Answer {
  if (user.groups.includes("system:masters")) return { allowed: true };
  const namespace = "path" in question ? undefined : question.namespace || undefined;
  for (const { rules, reason } of boundRules(user, namespace, store)) {
    if (rules.some((rule) => covers(rule, question))) return { allowed: true, reason };
  }
  return { allowed: false };
}
