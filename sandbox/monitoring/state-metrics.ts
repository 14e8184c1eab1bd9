import { createServer } from "node:http";
import { at, number, records, text } from "@/sandbox/api/json";
import { parseQuantity } from "@/sandbox/api/quantity";
import type { KubeObject, ObjectReader } from "@/sandbox/api/types";
import { type Kubelet, renderKubelet } from "@/sandbox/monitoring/kubelet";
import { closeServer, listen, type RunningServer } from "@/sandbox/node/listen";

const RESOURCES = [
  { resource: "memory", unit: "byte" },
  { resource: "cpu", unit: "core" },
] as const;
const CONDITIONS = ["true", "false", "unknown"] as const;

/**
 * Serves what kube-state-metrics would tell of the cluster's pods, as far as Holdfast asks for it, at `/kubelet` what
 * its node measures, and at `/pods` the targets Prometheus' own discovery would find.
 */
export async function startStateMetrics(options: {
  store: ObjectReader;
  port: number;
  kubelet: Kubelet;
}): Promise<RunningServer> {
  const server = createServer((request, response) => {
    const pods = options.store.list("pods");
    if (request.url === "/metrics") {
      response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4" }).end(renderPods(pods));
    } else if (request.url === "/pods") {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(podTargets(pods)));
    } else if (request.url === "/kubelet") {
      const text = renderKubelet(options.kubelet, options.store.list("persistentvolumeclaims"));
      response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4" }).end(text);
    } else response.writeHead(404).end("404 page not found\n");
  });
  const port = await listen(server, options.port);
  return { port, stop: () => closeServer(server) };
}

/** Restarts, memory and processor limit of each container and readiness of each pod, with kube-state-metrics' names and labels. */
export function renderPods(pods: readonly KubeObject[]): string {
  const restarts = pods.flatMap((pod) =>
    records(at(pod, "status", "containerStatuses")).map(
      (status) =>
        `kube_pod_container_status_restarts_total{${labelsOf(pod)},container="${text(status["name"]) ?? ""}"} ${number(status["restartCount"]) ?? 0}`,
    ),
  );
  const limits = pods.flatMap((pod) =>
    records(at(pod, "spec", "containers")).flatMap((container) =>
      RESOURCES.flatMap(({ resource, unit }) => {
        const limit = parseQuantity(at(container, "resources", "limits", resource));
        const labels = `${labelsOf(pod)},container="${text(container["name"]) ?? ""}",resource="${resource}",unit="${unit}"`;
        return limit === undefined ? [] : [`kube_pod_container_resource_limits{${labels}} ${limit}`];
      }),
    ),
  );
  const ready = pods.flatMap((pod) => {
    const state = readyState(pod);
    return CONDITIONS.map(
      (condition) =>
        `kube_pod_status_ready{${labelsOf(pod)},condition="${condition}"} ${condition === state ? 1 : 0}`,
    );
  });
  return `${[
    "# TYPE kube_pod_container_status_restarts_total counter",
    ...restarts,
    "# TYPE kube_pod_container_resource_limits gauge",
    ...limits,
    "# TYPE kube_pod_status_ready gauge",
    ...ready,
  ].join("\n")}\n`;
}

/** Ports of pods that run as processes; simulated pods have no address on this machine. */
export function podTargets(pods: readonly KubeObject[]) {
  return pods.flatMap((pod) => {
    const address = text(at(pod, "status", "podIP")) ?? "";
    if (!address.startsWith("127.") || pod.metadata.deletionTimestamp !== undefined) return [];
    const ports = records(at(pod, "spec", "containers")).flatMap((container) => records(container["ports"]));
    const labels = Object.entries(pod.metadata.labels ?? {}).map(([name, value]) => [
      `__meta_kubernetes_pod_label_${name.replace(/[^A-Za-z0-9_]/g, "_")}`,
      value,
    ]);
    return ports
      .filter((port) => port["name"] === "http")
      .map((port) => ({
        targets: [`${address}:${number(port["containerPort"]) ?? 0}`],
        labels: {
          ...Object.fromEntries(labels),
          __meta_kubernetes_namespace: pod.metadata.namespace ?? "",
          __meta_kubernetes_pod_name: pod.metadata.name,
          __meta_kubernetes_pod_phase: text(at(pod, "status", "phase")) ?? "",
        },
      }));
  });
}

function labelsOf({ metadata: { namespace = "", name, uid = "" } }: KubeObject): string {
  return `namespace="${namespace}",pod="${name}",uid="${uid}"`;
}

function readyState(pod: KubeObject): (typeof CONDITIONS)[number] {
  const ready = records(at(pod, "status", "conditions")).find((entry) => entry["type"] === "Ready");
  if (ready?.["status"] === "True") return "true";
  return ready === undefined || ready["status"] === "Unknown" ? "unknown" : "false";
}
