import { describe, expect, it } from "vitest";
import type { KubeObject } from "@/sandbox/api/types";
import { podTargets, renderPods, startStateMetrics } from "@/sandbox/monitoring/state-metrics";

const pod = (name: string, podIP: string, more: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop", uid: `uid-${name}`, labels: { "app.kubernetes.io/component": "web" } },
  spec: {
    containers: [
      {
        name: "odoo",
        resources: { limits: { memory: "1Gi", cpu: "500m" } },
        ports: [{ name: "http", containerPort: 8069 }, { containerPort: 8072 }],
      },
    ],
  },
  status: {
    podIP,
    phase: "Running",
    conditions: [{ type: "Ready", status: "True" }],
    containerStatuses: [{ name: "odoo", restartCount: 3 }],
  },
  ...more,
});

describe("what is told of pods", () => {
  it("counts restarts by container and names the one condition that holds", () => {
    const text = renderPods([pod("a", "127.251.0.1"), pod("b", "10.0.0.7", { status: {} })]);
    const labels = (name: string) => `namespace="shop",pod="${name}",uid="uid-${name}"`;
    expect(text.split("\n")).toEqual([
      "# TYPE kube_pod_container_status_restarts_total counter",
      `kube_pod_container_status_restarts_total{${labels("a")},container="odoo"} 3`,
      "# TYPE kube_pod_container_resource_limits gauge",
      ...["a", "b"].flatMap((name) => [
        `kube_pod_container_resource_limits{${labels(name)},container="odoo",resource="memory",unit="byte"} 1073741824`,
        `kube_pod_container_resource_limits{${labels(name)},container="odoo",resource="cpu",unit="core"} 0.5`,
      ]),
      "# TYPE kube_pod_status_ready gauge",
      `kube_pod_status_ready{${labels("a")},condition="true"} 1`,
      `kube_pod_status_ready{${labels("a")},condition="false"} 0`,
      `kube_pod_status_ready{${labels("a")},condition="unknown"} 0`,
      `kube_pod_status_ready{${labels("b")},condition="true"} 0`,
      `kube_pod_status_ready{${labels("b")},condition="false"} 0`,
      `kube_pod_status_ready{${labels("b")},condition="unknown"} 1`,
      "",
    ]);
  });

  it("offers the named port of pods that run here, and of no others", () => {
    const leaving = pod("c", "127.251.0.3");
    leaving.metadata.deletionTimestamp = "2026-11-21T10:00:00Z";
    const simulated = pod("b", "10.0.0.7");
    expect(podTargets([pod("a", "127.251.0.1"), simulated, leaving])).toEqual([
      {
        targets: ["127.251.0.1:8069"],
        labels: {
          __meta_kubernetes_namespace: "shop",
          __meta_kubernetes_pod_name: "a",
          __meta_kubernetes_pod_phase: "Running",
          __meta_kubernetes_pod_label_app_kubernetes_io_component: "web",
        },
      },
    ]);
  });

  it("is served with the types Prometheus asks for", async () => {
    const store = { get: () => undefined, list: () => [pod("a", "127.251.0.1")] };
    const kubelet = { usage: () => [], claimBytes: () => null };
    const server = await startStateMetrics({ store, port: 0, kubelet });
    const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
    const [metrics, targets, other] = await Promise.all(["/metrics", "/pods", "/"].map(get));
    expect(metrics?.headers.get("content-type")).toContain("text/plain");
    expect(await targets?.json()).toHaveLength(1);
    expect(other?.status).toBe(404);
    await server.stop();
  });
});
