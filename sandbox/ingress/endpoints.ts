import { at, record, records, stringMap, text } from "@/sandbox/api/json";
import type { KubeObject, ObjectReader } from "@/sandbox/api/types";

export type Endpoint = { readonly address: string; readonly port: number };

/** Addresses of a service's ready pods that are not being deleted; empty when there is no such service or port. */
export function readyEndpoints(
  store: ObjectReader,
  namespace: string,
  service: string,
  port: string,
): Endpoint[] {
  const object = store.get("services", namespace, service);
  if (object === undefined) return [];
  const selector = stringMap(at(object, "spec", "selector"));
  const entry = records(at(object, "spec", "ports")).find(
    (candidate) => String(candidate["port"]) === port || candidate["name"] === port,
  );
  if (entry === undefined || Object.keys(selector).length === 0) return [];
  const target = entry["targetPort"] ?? entry["port"];
  return store
    .list("pods", namespace)
    .filter((pod) => isReady(pod) && matches(pod, selector))
    .flatMap((pod) => {
      const address = text(at(pod, "status", "podIP"));
      const number = typeof target === "number" ? target : namedPort(pod, String(target));
      return address === undefined || number === undefined ? [] : [{ address, port: number }];
    });
}

function isReady(pod: KubeObject): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  return records(at(pod, "status", "conditions")).some(
    (condition) => condition["type"] === "Ready" && condition["status"] === "True",
  );
}

function matches(pod: KubeObject, selector: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => pod.metadata.labels?.[key] === value);
}

function namedPort(pod: KubeObject, name: string): number | undefined {
  for (const container of records(at(pod, "spec", "containers"))) {
    const port = records(record(container)["ports"]).find((entry) => entry["name"] === name);
    if (typeof port?.["containerPort"] === "number") return port["containerPort"];
  }
  const plain = Number(name);
  return Number.isInteger(plain) && plain > 0 ? plain : undefined;
}
