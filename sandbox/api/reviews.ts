import { userOfAccount } from "@/sandbox/api/auth";
import { type Answer, type Api, type Call, writeOptions } from "@/sandbox/api/call";
import { parseBody } from "@/sandbox/api/decode";
import { ApiError, badRequest, invalid, methodNotAllowed, wrong } from "@/sandbox/api/errors";
import { demandObject } from "@/sandbox/api/handlers-read";
import { at, isRecord, list, number, record, text } from "@/sandbox/api/json";
import type { Target } from "@/sandbox/api/paths";
import { authorize, boundRules, type Question, type User, type Answer as Verdict } from "@/sandbox/api/rbac";
import { TokenIssuer } from "@/sandbox/api/tokens";
import type { Fields } from "@/sandbox/api/types";

function bodyOf(call: Call, body: Buffer): Fields {
  const value = body.length === 0 ? {} : parseBody(body, call.contentType);
  if (!isRecord(value)) throw badRequest("the body must be a review object");
  return value;
}

function questionOf(spec: Fields): Question {
  const resource = spec["resourceAttributes"];
  if (isRecord(resource)) {
    const subresource = text(resource["subresource"]);
    const name = text(resource["resource"]) ?? "";
    return {
      verb: text(resource["verb"]) ?? "",
      group: text(resource["group"]) ?? "",
      resource: subresource ? `${name}/${subresource}` : name,
      namespace: text(resource["namespace"]) || undefined,
      name: text(resource["name"]) || undefined,
    };
  }
  const path = spec["nonResourceAttributes"];
  if (!isRecord(path))
    throw badRequest("a review needs spec.resourceAttributes or spec.nonResourceAttributes");
  return { verb: text(path["verb"]) ?? "", path: text(path["path"]) ?? "" };
}

function reviewed(kind: string, group: string, spec: unknown, status: unknown): Answer {
  return {
    code: 201,
    body: { kind, apiVersion: `${group}/v1`, metadata: {}, ...(spec === undefined ? {} : { spec }), status },
  };
}

function accessReview(api: Api, kind: string, spec: Fields, user: User): Answer {
  const verdict: Verdict = authorize(user, questionOf(spec), api.store);
  return reviewed(kind, "authorization.k8s.io", spec, verdict);
}

function demandAdmin(api: Api, user: User, group: string, resource: string): void {
  if (authorize(user, { verb: "create", group, resource }, api.store).allowed) return;
  const message = `${resource}.${group} is forbidden: User "${user.name}" cannot create resource "${resource}" in API group "${group}" at the cluster scope`;
  throw new ApiError(403, "Forbidden", message, { group, kind: resource });
}

/** A POST to one of the review resources. Throws 403 for reviews about others without the right to ask. */
export function review(api: Api, call: Call, group: string, resource: string, body: Buffer): Answer {
  if (call.method !== "POST") throw methodNotAllowed();
  const { user } = call;
  const asked = bodyOf(call, body);
  const spec = record(asked["spec"]);
  const self = resource.startsWith("self");
  if (self && user.name === "system:anonymous") demandAdmin(api, user, group, resource);
  if (!self) demandAdmin(api, user, group, resource);
  switch (resource) {
    case "selfsubjectaccessreviews":
      return accessReview(api, "SelfSubjectAccessReview", spec, user);
    case "subjectaccessreviews": {
      const other: User = { name: text(spec["user"]) ?? "", groups: list(spec["groups"]).map(String) };
      return accessReview(api, "SubjectAccessReview", spec, withAccountGroups(other));
    }
    case "selfsubjectrulesreviews":
      return rulesReview(api, spec, user);
    case "selfsubjectreviews":
      return reviewed("SelfSubjectReview", group, undefined, {
        userInfo: { username: user.name, groups: user.groups },
      });
    default:
      return tokenReview(api, spec);
  }
}

function withAccountGroups(user: User): User {
  const [, , kind, namespace, name] = `x:${user.name}`.split(":");
  const account = kind === "serviceaccount" && namespace !== undefined && name !== undefined;
  return account
    ? { name: user.name, groups: [...user.groups, ...userOfAccount({ namespace, name }).groups] }
    : user;
}

function rulesReview(api: Api, spec: Fields, user: User): Answer {
  const namespace = text(spec["namespace"]);
  const rules = [...boundRules(user, namespace, api.store)].flatMap((bound) => bound.rules);
  return reviewed("SelfSubjectRulesReview", "authorization.k8s.io", spec, {
    resourceRules: rules.filter((rule) => rule["resources"] !== undefined),
    nonResourceRules: rules.filter((rule) => rule["nonResourceURLs"] !== undefined),
    incomplete: false,
  });
}

function tokenReview(api: Api, spec: Fields): Answer {
  const account = api.tokens.verify(text(spec["token"]) ?? "");
  const audiences = list(spec["audiences"]).map(String);
  const wanted = audiences.length > 0 ? audiences : [TokenIssuer.issuer];
  const matching = account?.audiences.filter((audience) => wanted.includes(audience)) ?? [];
  if (account === undefined || matching.length === 0) {
    return reviewed("TokenReview", "authentication.k8s.io", spec, {
      user: {},
      error: "invalid bearer token",
    });
  }
  const { name, groups } = userOfAccount(account);
  const status = {
    authenticated: true,
    user: { username: name, uid: account.uid, groups },
    audiences: matching,
  };
  return reviewed("TokenReview", "authentication.k8s.io", spec, status);
}

/** POST to serviceaccounts/NAME/token: a bound token. Throws 404 without the account, 422 below ten minutes. */
export function requestToken(api: Api, call: Call, target: Target, body: Buffer): Answer {
  if (call.method !== "POST") throw methodNotAllowed();
  const account = demandObject(api, target);
  const spec = record(bodyOf(call, body)["spec"]);
  const seconds = number(spec["expirationSeconds"]) ?? 3600;
  if (seconds < 600) {
    const cause = wrong("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
    throw invalid("TokenRequest", "authentication.k8s.io", account.metadata.name, [cause]);
  }
  const audiences = list(spec["audiences"]).map(String);
  writeOptions(call);
  const { name, namespace = "", uid = "" } = account.metadata;
  const status = api.tokens.issue({ name, namespace, uid }, audiences, seconds);
  const answered = {
    audiences: audiences.length > 0 ? audiences : [TokenIssuer.issuer],
    expirationSeconds: seconds,
    boundObjectRef: at(spec, "boundObjectRef") ?? null,
  };
  const metadata = { name, namespace, creationTimestamp: new Date().toISOString().replace(/\.\d+Z$/, "Z") };
  return {
    code: 201,
    body: { kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1", metadata, spec: answered, status },
  };
}
