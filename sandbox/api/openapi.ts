import type { Answer, Api, Unrouted } from "@/sandbox/api/call";
import { pathOf } from "@/sandbox/api/paths";
import { apiVersionOf } from "@/sandbox/api/resources";
import type { Fields, ResourceType } from "@/sandbox/api/types";

const info = { title: "Holdfast sandbox", version: "v1.36.2" };
const writeParameters = ["dryRun", "fieldManager", "fieldValidation"].map((name) => ({
  name,
  in: "query",
  schema: { type: "string", uniqueItems: true },
}));

function operation(type: ResourceType, action: string): Fields {
  const { group, version, kind } = type;
  return {
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": { group, version, kind },
    parameters: writeParameters,
    responses: { "200": { description: "OK" } },
  };
}

/** Paths only: enough for clients to see which kinds take which writes. The sandbox publishes no schemas. */
function document(types: readonly ResourceType[]): Fields {
  const paths: Fields = {};
  for (const type of types) {
    const namespace = type.namespaced ? "{namespace}" : undefined;
    paths[pathOf(type, namespace)] = { post: operation(type, "post") };
    paths[pathOf(type, namespace, "{name}")] = {
      put: operation(type, "put"),
      patch: operation(type, "patch"),
    };
  }
  return { openapi: "3.0.0", info, paths, components: { schemas: {} } };
}

const keyOf = (type: ResourceType): string => (type.group === "" ? "api/v1" : `apis/${apiVersionOf(type)}`);

const protobufV2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

/** A length-delimited protobuf field; tags below 16 and contents below 128 bytes take one byte each. */
const field = (tag: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([tag * 8 + 2, content.length]), content]);
const textField = (tag: number, content: string): Buffer => field(tag, Buffer.from(content));

/** Version 2 without paths and schemas; field numbers from gnostic's OpenAPIv2.proto. */
const emptyDocument = Buffer.concat([
  textField(1, "2.0"),
  field(2, Buffer.concat([textField(1, info.title), textField(2, info.version)])),
  field(8, Buffer.alloc(0)),
  field(9, Buffer.alloc(0)),
]);

/** kubectl reads version 2 as protobuf only, and asks for it to check a List before it sends the parts. */
function versionTwo(accept: string): Answer | Unrouted {
  const json = /application\/json|\*\/\*/.test(accept) || !accept.includes("protobuf");
  return json
    ? { code: 200, body: { swagger: "2.0", info, paths: {}, definitions: {} } }
    : { code: 200, plain: emptyDocument, contentType: protobufV2 };
}

/** /openapi/v3, its documents per group version, and an empty /openapi/v2; undefined for other paths. */
export function openApi(api: Api, path: string, accept: string): Answer | Unrouted {
  const types = api.store.catalog.all();
  if (path === "/openapi/v2") return versionTwo(accept);
  if (path === "/openapi/v3") {
    const keys = [...new Set(types.map(keyOf))].sort();
    const paths = Object.fromEntries(
      keys.map((key) => [key, { serverRelativeURL: `/openapi/v3/${key}?hash=${types.length}` }]),
    );
    return { code: 200, body: { paths } };
  }
  const key = path.startsWith("/openapi/v3/") ? path.slice("/openapi/v3/".length) : undefined;
  const chosen = types.filter((type) => keyOf(type) === key);
  return chosen.length === 0 ? undefined : { code: 200, body: document(chosen) };
}
