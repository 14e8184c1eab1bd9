import { at, record, records, text } from "@/sandbox/api/json";
import type { KubeObject, ObjectReader } from "@/sandbox/api/types";

/** A container cannot be created because something it refers to is missing; the kubelet tries again. */
export class ConfigError extends Error {}

/** `$(NAME)` is replaced by a variable defined before; `$$(` is a literal `$(`; unknown names stay as they are. */
export function expand(value: string, variables: Readonly<Record<string, string>>): string {
  return value.replace(/\$\$|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)/g, (whole, name: string | undefined) => {
    if (name === undefined) return "$";
    return variables[name] ?? whole;
  });
}

/**
 * The environment a container's specification asks for.
 * @throws ConfigError naming the missing secret, config map or key.
 */
export function containerEnvironment(
  store: ObjectReader,
  pod: KubeObject,
  container: unknown,
): Record<string, string> {
  const namespace = pod.metadata.namespace;
  const variables: Record<string, string> = {};
  for (const source of records(at(container, "envFrom"))) {
    const prefix = text(source["prefix"]) ?? "";
    for (const kind of ["configMap", "secret"] as const) {
      const reference = source[`${kind}Ref`];
      if (reference === undefined) continue;
      const data = sourceData(store, kind, namespace, reference);
      for (const [key, value] of Object.entries(data ?? {})) variables[prefix + key] = value;
    }
  }
  for (const entry of records(at(container, "env"))) {
    const name = text(entry["name"]);
    if (name === undefined) continue;
    const value =
      entry["valueFrom"] === undefined
        ? expand(text(entry["value"]) ?? "", variables)
        : fromSource(store, pod, container, entry["valueFrom"]);
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}

function fromSource(
  store: ObjectReader,
  pod: KubeObject,
  container: unknown,
  source: unknown,
): string | undefined {
  for (const kind of ["configMap", "secret"] as const) {
    const reference = at(source, `${kind}KeyRef`);
    if (reference === undefined) continue;
    const data = sourceData(store, kind, pod.metadata.namespace, reference);
    const key = text(at(reference, "key")) ?? "";
    const value = data?.[key];
    if (value === undefined && at(reference, "optional") !== true) {
      const kindName = kind === "secret" ? "Secret" : "ConfigMap";
      throw new ConfigError(
        `couldn't find key ${key} in ${kindName} ${pod.metadata.namespace}/${text(at(reference, "name"))}`,
      );
    }
    return value;
  }
  const path = text(at(source, "fieldRef", "fieldPath"));
  if (path !== undefined) return podField(pod, path);
  const resource = text(at(source, "resourceFieldRef", "resource"));
  const [side = "", name = ""] = (resource ?? "").split(".");
  return text(at(container, "resources", side, name)) ?? "";
}

/** Decoded data of a config map or secret; undefined when it is missing but optional. */
export function sourceData(
  store: ObjectReader,
  kind: "configMap" | "secret",
  namespace: string | undefined,
  reference: unknown,
): Record<string, string> | undefined {
  const name = text(at(reference, "name")) ?? text(at(reference, "secretName")) ?? "";
  const object = store.get(kind === "secret" ? "secrets" : "configmaps", namespace, name);
  if (object === undefined) {
    if (at(reference, "optional") === true) return undefined;
    throw new ConfigError(`${kind === "secret" ? "secret" : "configmap"} "${name}" not found`);
  }
  const decoded: Record<string, string> = {};
  for (const [key, value] of Object.entries(record(object["data"]))) {
    decoded[key] = kind === "secret" ? Buffer.from(String(value), "base64").toString("utf8") : String(value);
  }
  return decoded;
}

function podField(pod: KubeObject, path: string): string | undefined {
  const keyed = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  if (keyed !== null)
    return pod.metadata[keyed[1] === "labels" ? "labels" : "annotations"]?.[keyed[2] ?? ""] ?? "";
  if (path === "status.podIPs") return text(at(pod, "status", "podIP"));
  return text(at(pod, ...path.split(".")));
}
