import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ApiError, resourceLabel } from "@/sandbox/api/errors";
import type { Target } from "@/sandbox/api/paths";
import { authorize, type User } from "@/sandbox/api/rbac";
import { type Account, TokenIssuer } from "@/sandbox/api/tokens";
import type { ObjectReader } from "@/sandbox/api/types";

const anonymous: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };

export function userOfAccount({ namespace, name }: Pick<Account, "namespace" | "name">): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
  };
}

function same(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A cluster admin may act as somebody else (kubectl --as). Throws 403 for everyone else. */
function impersonated(request: IncomingMessage, user: User): User {
  const name = request.headers["impersonate-user"];
  if (typeof name !== "string" || name === "") return user;
  if (!user.groups.includes("system:masters")) {
    const message = `users "${name}" is forbidden: User "${user.name}" cannot impersonate resource "users" in API group "" at the cluster scope`;
    throw new ApiError(403, "Forbidden", message, { name, kind: "users" });
  }
  const [, , kind, namespace, account] = `:${name}`.split(":");
  if (kind === "serviceaccount" && namespace && account) return userOfAccount({ namespace, name: account });
  const given = request.headers["impersonate-group"] ?? [];
  const groups = Array.isArray(given) ? given : given.split(",").map((group) => group.trim());
  return { name, groups: [...groups, "system:authenticated"] };
}

/** Who a request acts for; without credentials system:anonymous. Throws 401 for a token nobody issued. */
export function authenticate(request: IncomingMessage, admin: string, tokens: TokenIssuer): User {
  return impersonated(request, authenticated(request, admin, tokens));
}

function authenticated(request: IncomingMessage, admin: string, tokens: TokenIssuer): User {
  const header = request.headers.authorization;
  if (header === undefined) return anonymous;
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
  if (token !== undefined && same(token, admin)) {
    return { name: "cluster-admin", groups: ["system:masters", "system:authenticated"] };
  }
  const account = token === undefined ? undefined : tokens.verify(token);
  if (account === undefined || !TokenIssuer.opensApi(account)) {
    throw new ApiError(401, "Unauthorized", "Unauthorized");
  }
  return userOfAccount(account);
}

/** The RBAC verb of a request on a resource. */
export function verbOf(method: string, target: Target, watching: boolean): string {
  if (method === "GET" || method === "HEAD") {
    if (target.name !== undefined) return watching && target.subresource === undefined ? "watch" : "get";
    return watching ? "watch" : "list";
  }
  const verbs: Record<string, string> = { POST: "create", PUT: "update", PATCH: "patch" };
  return verbs[method] ?? (target.name === undefined ? "deletecollection" : "delete");
}

/** `name` is the one object a list is narrowed to by a field selector, which counts for resourceNames. */
export function authorizeTarget(
  user: User,
  verb: string,
  target: Target,
  store: ObjectReader,
  name: string | undefined = target.name,
): void {
  const { type, subresource } = target;
  const resource = subresource === undefined ? type.plural : `${type.plural}/${subresource}`;
  // A namespace's own rights may come from a binding inside it.
  const namespace = type.kind === "Namespace" ? target.name : target.namespace;
  if (authorize(user, { verb, group: type.group, resource, namespace, name }, store).allowed) return;
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const subject = target.name === undefined ? resourceLabel(type) : `${resourceLabel(type)} "${target.name}"`;
  const message = `${subject} is forbidden: User "${user.name}" cannot ${verb} resource "${resource}" in API group "${type.group}" ${where}`;
  throw new ApiError(403, "Forbidden", message, {
    ...(target.name === undefined ? {} : { name: target.name }),
    ...(type.group === "" ? {} : { group: type.group }),
    kind: type.plural,
  });
}

/** Throws 403 unless the user may reach a path that is no resource, such as /metrics. */
export function authorizePath(user: User, method: string, path: string, store: ObjectReader): void {
  const verb = method.toLowerCase();
  if (authorize(user, { verb, path }, store).allowed) return;
  const message = `forbidden: User "${user.name}" cannot ${verb} path "${path}"`;
  throw new ApiError(403, "Forbidden", message, {});
}
