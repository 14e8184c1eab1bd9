import type { Answer, Api } from "@/sandbox/api/call";
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

/** /openapi/v3, its documents per group version, and an empty /openapi/v2; undefined for other paths. */
export function openApi(api: Api, path: string): Answer {
  const types = api.store.catalog.all();
  if (path === "/openapi/v2")
    return { code: 200, body: { swagger: "2.0", info, paths: {}, definitions: {} } };
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
