import { forbidden } from "@/sandbox/api/errors";
import { at, record, records, text } from "@/sandbox/api/json";
import { formatQuantity, parseQuantity } from "@/sandbox/api/quantity";
import { resourceKey } from "@/sandbox/api/resources";
import type { KubeObject, ObjectReader, ResourceType } from "@/sandbox/api/types";

const plainCounts = new Set([
  "pods",
  "services",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "resourcequotas",
]);
const computed: Record<string, readonly [section: string, resource: string]> = {
  cpu: ["requests", "cpu"],
  memory: ["requests", "memory"],
  "requests.cpu": ["requests", "cpu"],
  "requests.memory": ["requests", "memory"],
  "limits.cpu": ["limits", "cpu"],
  "limits.memory": ["limits", "memory"],
};

const finished = (pod: KubeObject): boolean => {
  const phase = at(pod, "status", "phase");
  return phase === "Succeeded" || phase === "Failed";
};

/** How much of one quota item an object takes; undefined when the item does not concern its type. */
function usage(item: string, key: string, object: KubeObject): number | undefined {
  if (item === `count/${key}`) return 1;
  if (key === "pods" && finished(object)) return undefined;
  if (plainCounts.has(item)) return item === key ? 1 : undefined;
  if (item === "requests.storage" && key === "persistentvolumeclaims") {
    return parseQuantity(at(object, "spec", "resources", "requests", "storage")) ?? 0;
  }
  const rule = computed[item];
  if (rule === undefined || key !== "pods") return undefined;
  const containers = records(at(object, "spec", "containers"));
  return containers.reduce(
    (sum, container) => sum + (parseQuantity(at(container, "resources", ...rule)) ?? 0),
    0,
  );
}

function resourceOf(item: string): string {
  if (item.startsWith("count/")) return item.slice("count/".length);
  if (item === "requests.storage") return "persistentvolumeclaims";
  return plainCounts.has(item) ? item : "pods";
}

/** The amount of every hard item in use in the quota's namespace, as quantities. */
export function quotaUsage(quota: KubeObject, store: ObjectReader): Record<string, string> {
  const used: Record<string, string> = {};
  for (const item of Object.keys(record(at(quota, "spec", "hard")))) {
    used[item] = formatQuantity(amountUsed(item, quota.metadata.namespace ?? "", store));
  }
  return used;
}

function amountUsed(item: string, namespace: string, store: ObjectReader): number {
  const key = resourceOf(item);
  return store.list(key, namespace).reduce((sum, object) => sum + (usage(item, key, object) ?? 0), 0);
}

function unspecified(item: string, pod: KubeObject): string[] {
  const rule = computed[item];
  if (rule === undefined) return [];
  return records(at(pod, "spec", "containers"))
    .filter((container) => at(container, "resources", ...rule) === undefined)
    .map((container) => text(container["name"]) ?? "");
}

/** Throws 403 when the new object would exceed a quota of its namespace, or leaves a counted request open. */
export function checkQuota(type: ResourceType, object: KubeObject, store: ObjectReader): void {
  const { namespace, name } = object.metadata;
  if (namespace === undefined) return;
  for (const quota of store.list("resourcequotas", namespace)) {
    checkOne(type, object, quota, store, namespace, name);
  }
}

function checkOne(
  type: ResourceType,
  object: KubeObject,
  quota: KubeObject,
  store: ObjectReader,
  namespace: string,
  name: string,
): void {
  const key = resourceKey(type);
  const over = { requested: [] as string[], used: [] as string[], limited: [] as string[] };
  for (const [item, hard] of Object.entries(record(at(quota, "spec", "hard")))) {
    const requested = usage(item, key, object);
    const limit = parseQuantity(hard);
    if (requested === undefined || limit === undefined) continue;
    const open = key === "pods" ? unspecified(item, object) : [];
    if (open.length > 0) {
      const why = `failed quota: ${quota.metadata.name}: must specify ${item} for: ${open.join(",")}`;
      throw forbidden(type, name, why);
    }
    const used = amountUsed(item, namespace, store);
    if (requested === 0 || used + requested <= limit) continue;
    over.requested.push(`${item}=${formatQuantity(requested)}`);
    over.used.push(`${item}=${formatQuantity(used)}`);
    over.limited.push(`${item}=${String(hard)}`);
  }
  if (over.requested.length === 0) return;
  const { requested, used, limited } = over;
  const sums = `requested: ${requested.join(",")}, used: ${used.join(",")}, limited: ${limited.join(",")}`;
  throw forbidden(type, name, `exceeded quota: ${quota.metadata.name}, ${sums}`);
}
