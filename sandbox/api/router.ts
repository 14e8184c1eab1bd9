import { authenticate, authorizePath, authorizeTarget, verbOf } from "@/sandbox/api/auth";
import { type Answer, type Api, type Call, readBody, type Unrouted } from "@/sandbox/api/call";
import { decodeBody } from "@/sandbox/api/decode";
import { discovery, serverVersion } from "@/sandbox/api/discovery";
import { badRequest, methodNotAllowed, unknownResource } from "@/sandbox/api/errors";
import { deleteCollection, deleteObject, finalizeNamespace } from "@/sandbox/api/handlers-delete";
import { patch } from "@/sandbox/api/handlers-patch";
import { readList, readObject, watching } from "@/sandbox/api/handlers-read";
import { create, replace } from "@/sandbox/api/handlers-write";
import { podLog } from "@/sandbox/api/logs";
import { openApi } from "@/sandbox/api/openapi";
import { parsePath, type Target } from "@/sandbox/api/paths";
import { proxyService } from "@/sandbox/api/proxy";
import { requestToken, review } from "@/sandbox/api/reviews";
import { scale } from "@/sandbox/api/scale";
import { watch } from "@/sandbox/api/watch";

/** Answers one authenticated request; undefined when the answer has been written already. */
export async function route(api: Api, call: Omit<Call, "user">): Promise<Answer | Unrouted> {
  const user = authenticate(call.request, api.adminToken, api.tokens);
  const known: Call = { ...call, user };
  const parsed = parsePath(call.path, api.store.catalog);
  if (parsed.kind === "review")
    return review(api, known, parsed.group, parsed.resource, await readBody(call.request));
  if (parsed.kind === "resource") return onResource(api, known, parsed.target);
  authorizePath(user, call.method, call.path, api.store);
  return onPath(api, known);
}

function onPath(api: Api, call: Call): Answer | Unrouted {
  if (/^\/(healthz|livez|readyz)(\/.*)?$/.test(call.path)) return { plain: "ok", code: 200 };
  if (call.path === "/version" || call.path === "/version/") return { code: 200, body: serverVersion };
  const described = discovery(api, call.path) ?? openApi(api, call.path, call.accept);
  return described ?? { plain: "404 page not found\n", code: 404 };
}

/** A list narrowed to one name counts as access to that name. */
function narrowedTo(call: Call): string | undefined {
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(call.query.get("fieldSelector") ?? "")?.[1];
}

async function onResource(api: Api, call: Call, target: Target): Promise<Answer> {
  const verb = verbOf(call.method, target, watching(call));
  const name = target.name ?? narrowedTo(call);
  authorizeTarget(call.user, verb, proxied(target), api.store, proxied({ ...target, name }).name);
  if (target.subresource === "proxy") return proxyService(api, call, target);
  const body =
    call.method === "GET" || call.method === "HEAD" ? Buffer.alloc(0) : await readBody(call.request);
  if (target.subresource !== undefined && target.subresource !== "status") {
    return onSubresource(api, call, target, body);
  }
  switch (call.method) {
    case "GET":
    case "HEAD":
      if (watching(call)) return void watch(api, call, target);
      return target.name === undefined ? readList(api, call, target) : readObject(api, call, target);
    case "POST":
      return create(api, call, target, body);
    case "PUT":
      return replace(api, call, target, body);
    case "PATCH":
      return patch(api, call, target, body);
    case "DELETE":
      return remove(api, call, target, body);
    default:
      throw methodNotAllowed();
  }
}

/** A proxied service is named "http:NAME:PORT"; rights are about NAME. */
function proxied(target: Target): Target {
  if (target.subresource !== "proxy" || target.name === undefined) return target;
  const parts = target.name.split(":");
  return { ...target, name: (parts.length === 3 ? parts[1] : parts[0]) ?? "" };
}

function remove(api: Api, call: Call, target: Target, body: Buffer): Answer {
  if (target.subresource === "status") throw methodNotAllowed();
  if (target.name !== undefined) return deleteObject(api, call, target, body);
  if (target.type.kind === "Namespace") throw methodNotAllowed();
  if (target.type.namespaced && target.namespace === undefined) throw methodNotAllowed();
  return deleteCollection(api, call, target, body);
}

function onSubresource(api: Api, call: Call, target: Target, body: Buffer): Answer | Promise<Answer> {
  switch (target.subresource) {
    case "scale":
      return scale(api, call, target, body);
    case "token":
      return requestToken(api, call, target, body);
    case "log":
      if (call.method !== "GET") throw methodNotAllowed();
      return podLog(api, call, target);
    case "finalize": {
      if (call.method !== "PUT") throw methodNotAllowed();
      const object = decodeBody(body, call.contentType, target.type);
      if (object.metadata.name !== target.name) throw badRequest("the body must be the namespace of the URL");
      return finalizeNamespace(api, target, object);
    }
    default:
      throw unknownResource();
  }
}
