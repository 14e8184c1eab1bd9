import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { at, records, text } from "@/sandbox/api/json";
import type { Store } from "@/sandbox/api/store";
import type { KubeObject } from "@/sandbox/api/types";
import { ConfigError, sourceData } from "@/sandbox/node/environment";

/** Where a node keeps its files. */
export type NodeDirectories = { readonly pods: string; readonly volumes: string };

/** Directory of one pod: its volumes, logs and termination messages. */
export function podDirectory(directories: NodeDirectories, pod: KubeObject): string {
  return join(directories.pods, pod.metadata.uid ?? pod.metadata.name);
}

/** Directory behind a claim; it outlives pods and goes with the claim. */
export function claimDirectory(directories: NodeDirectories, namespace: string, claim: string): string {
  return join(directories.volumes, namespace, claim);
}

/**
 * Makes the pod's volumes and returns their directories by volume name.
 * @throws ConfigError when a claim, secret or config map is missing.
 */
export function prepareVolumes(
  store: Store,
  directories: NodeDirectories,
  pod: KubeObject,
): Map<string, string> {
  const prepared = new Map<string, string>();
  const base = join(podDirectory(directories, pod), "volumes");
  for (const volume of records(at(pod, "spec", "volumes"))) {
    const name = text(volume["name"]) ?? "";
    const claim = text(at(volume, "persistentVolumeClaim", "claimName"));
    const directory =
      claim === undefined
        ? join(base, name)
        : claimVolume(store, directories, pod.metadata.namespace ?? "", claim);
    mkdirSync(directory, { recursive: true });
    writeSources(store, pod, volume, directory);
    prepared.set(name, directory);
  }
  return prepared;
}

/** Mount paths of a container with the local directories behind them. */
export function mountMap(container: unknown, volumes: ReadonlyMap<string, string>): Record<string, string> {
  const mounts: Record<string, string> = {};
  for (const mount of records(at(container, "volumeMounts"))) {
    const directory = volumes.get(text(mount["name"]) ?? "");
    const path = text(mount["mountPath"]);
    if (directory === undefined || path === undefined) continue;
    const subPath = normalize(text(mount["subPath"]) ?? ".");
    if (subPath.startsWith("..")) throw new ConfigError(`subPath ${subPath} leaves the volume`);
    const target = join(directory, subPath);
    mounts[path.replace(/(.)\/+$/, "$1")] = target.replace(/\/\.?$/, "");
    mkdirSync(target, { recursive: true });
  }
  nest(mounts);
  return mounts;
}

/** A volume mounted inside another is found there: what a kernel does with mounts is done with a link. */
function nest(mounts: Readonly<Record<string, string>>): void {
  const outerFirst = Object.keys(mounts).toSorted((one, other) => one.length - other.length);
  for (const [index, path] of outerFirst.entries()) {
    const outer = outerFirst.slice(0, index).findLast((one) => path.startsWith(`${one}/`));
    const [inside, target] = [mounts[outer ?? ""], mounts[path]];
    if (outer === undefined || inside === undefined || target === undefined) continue;
    const link = join(inside, path.slice(outer.length));
    if (existsSync(link)) continue;
    mkdirSync(join(link, ".."), { recursive: true });
    symlinkSync(target, link);
  }
}

function claimVolume(store: Store, directories: NodeDirectories, namespace: string, claim: string): string {
  if (store.get("persistentvolumeclaims", namespace, claim) === undefined) {
    throw new ConfigError(`persistentvolumeclaim "${claim}" not found`);
  }
  return claimDirectory(directories, namespace, claim);
}

function writeSources(store: Store, pod: KubeObject, volume: unknown, directory: string): void {
  const sources = [volume, ...records(at(volume, "projected", "sources"))];
  for (const source of sources) {
    for (const kind of ["configMap", "secret"] as const) {
      const reference = at(source, kind);
      if (reference !== undefined) writeFiles(store, kind, pod, reference, directory);
    }
  }
}

function writeFiles(
  store: Store,
  kind: "configMap" | "secret",
  pod: KubeObject,
  reference: unknown,
  directory: string,
): void {
  const data = sourceData(store, kind, pod.metadata.namespace, reference) ?? {};
  const items = records(at(reference, "items"));
  const paths =
    items.length === 0
      ? Object.keys(data).map((key) => [key, key] as const)
      : items.map((item) => [String(item["key"]), String(item["path"])] as const);
  for (const [key, path] of paths) {
    const value = data[key];
    if (value === undefined) throw new ConfigError(`references non-existent key: ${key}`);
    const file = join(directory, normalize(`/${path}`));
    mkdirSync(join(file, ".."), { recursive: true });
    // Replaced, not overwritten: a process that reads it sees the old or the new content.
    rmSync(file, { force: true });
    writeFileSync(file, value, { mode: 0o600 });
    chmodSync(file, kind === "secret" ? 0o600 : 0o644);
  }
}
