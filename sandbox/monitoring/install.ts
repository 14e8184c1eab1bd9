import type { Store } from "@/sandbox/api/store";
import { prometheusConfig, type Targets } from "@/sandbox/monitoring/config";
import { configObject, standingObjects } from "@/sandbox/monitoring/objects";
import { TOOLS } from "@/sandbox/registry/catalogue";

/**
 * Puts Prometheus into the cluster as an administrator would: a Deployment in the namespace `monitoring`. It comes up
 * like any other pod, by itself; nothing waits for it. Called again after a restart, it renews what names ports.
 */
export function installMonitoring(store: Store, ports: Targets): void {
  const objects = standingObjects(TOOLS.prometheus.tag);
  // The Deployment comes last: its pod needs the configuration.
  for (const [resource, object] of objects.slice(0, -1)) ensure(store, resource, object);
  const config = configObject(prometheusConfig(ports));
  const { namespace, name } = config.metadata;
  const renewed = store.update("configmaps", namespace, name, (current) => ({
    ...current,
    data: config["data"],
  }));
  if (renewed === undefined) store.create("configmaps", config);
  for (const [resource, object] of objects.slice(-1)) ensure(store, resource, object);
}

function ensure(store: Store, resource: string, object: Parameters<Store["create"]>[1]): void {
  const { namespace, name } = object.metadata;
  if (store.get(resource, namespace, name) === undefined) store.create(resource, object);
}
