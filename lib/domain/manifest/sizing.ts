import { workerMemoryMebibytes } from "./settings";
import type { EnvironmentSpec } from "./spec";

/** Milli-CPUs and mebibytes of one container. */
export type ContainerSize = {
  requests: { cpu: number; memory: number };
  limits: { cpu: number; memory: number };
};

const OVERHEAD_MEBIBYTES = 512;

/**
 * Size of one web pod: its memory limit exceeds all its workers' own limits (plus the event process), so that the ERP
 * recycles a greedy worker before the kernel kills the pod.
 */
export function webSize(spec: EnvironmentSpec): ContainerSize {
  const worker = workerMemoryMebibytes(spec.release.configuration);
  return {
    requests: { cpu: 100 + 200 * spec.webWorkers, memory: 256 + 256 * spec.webWorkers },
    limits: {
      cpu: 1000 * Math.max(1, spec.webWorkers),
      memory: (spec.webWorkers + 1) * worker + OVERHEAD_MEBIBYTES,
    },
  };
}

/** One cron worker; a migration runs in the same size. */
export function singleSize(spec: EnvironmentSpec): ContainerSize {
  const worker = workerMemoryMebibytes(spec.release.configuration);
  return {
    requests: { cpu: 100, memory: 384 },
    limits: { cpu: 1000, memory: worker + OVERHEAD_MEBIBYTES },
  };
}

/** The pod that serves the maintenance page. */
export const MAINTENANCE_SIZE: ContainerSize = {
  requests: { cpu: 10, memory: 32 },
  limits: { cpu: 200, memory: 192 },
};

/** A container's `resources`. */
export function resources(size: ContainerSize) {
  const quantity = ({ cpu, memory }: { cpu: number; memory: number }) => ({
    cpu: `${cpu}m`,
    memory: `${memory}Mi`,
  });
  return { requests: quantity(size.requests), limits: quantity(size.limits) };
}

/**
 * What the namespace may use: its pods; once more the web pods, since those of the old release count until they have
 * finished their last requests; a third time for a canary beside them; one more for a rolling update; two single ones
 * for a migration and one other Job; the maintenance page. An environment cannot eat its neighbours' room.
 */
export function quotaHard(spec: EnvironmentSpec, filestoreGibibytes: number): Record<string, string> {
  const web = webSize(spec);
  const single = singleSize(spec);
  const webPods = 3 * spec.webReplicas + 1;
  const singlePods = spec.cronReplicas + 2;
  const total = (side: "requests" | "limits", unit: "cpu" | "memory") =>
    webPods * web[side][unit] + singlePods * single[side][unit] + MAINTENANCE_SIZE[side][unit];
  return {
    "requests.cpu": `${total("requests", "cpu")}m`,
    "requests.memory": `${total("requests", "memory")}Mi`,
    "limits.cpu": `${total("limits", "cpu")}m`,
    "limits.memory": `${total("limits", "memory")}Mi`,
    "requests.storage": `${2 * filestoreGibibytes}Gi`,
    pods: String(webPods + singlePods + 3),
    persistentvolumeclaims: "4",
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  };
}
