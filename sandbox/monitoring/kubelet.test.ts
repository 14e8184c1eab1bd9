import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { bytesIn, ClaimSizes, renderKubelet } from "@/sandbox/monitoring/kubelet";

const folder = mkdtempSync(join(tmpdir(), "sandbox-claims-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, "shop", "filestore", "ab"), { recursive: true });
writeFileSync(join(folder, "shop", "filestore", "ab", "picture"), Buffer.alloc(1_000_000, 1));
const directoryOf = (namespace: string, claim: string) => join(folder, namespace, claim);

it("counts what the files of a claim really take", async () => {
  const bytes = await bytesIn(join(folder, "shop", "filestore"));
  expect(bytes).toBeGreaterThanOrEqual(1_000_000);
  expect(bytes).toBeLessThan(1_100_000);
  expect(await bytesIn(join(folder, "shop", "nothing"))).toBeNull();
});

it("knows a claim's size once it was counted", async () => {
  const sizes = new ClaimSizes(directoryOf);
  expect(sizes.bytes("shop", "filestore")).toBeNull();
  await vi.waitUntil(() => (sizes.bytes("shop", "filestore") ?? 0) > 0, { timeout: 5_000 });
  expect(sizes.bytes("shop", "nothing")).toBeNull();
});

it("tells processor time and room as a kubelet does, and nothing of what nobody measured", () => {
  const claim = (name: string) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name, namespace: "shop" },
    spec: { resources: { requests: { storage: "1Ki" } } },
  });
  const kubelet = {
    usage: () => [{ namespace: "shop", pod: "web-1", container: "odoo", cpuSeconds: 2.5 }],
    claimBytes: (_namespace: string, name: string) => (name === "filestore" ? 1_000 : null),
  };
  expect(renderKubelet(kubelet, [claim("filestore"), claim("unused")]).split("\n")).toEqual([
    "# TYPE container_cpu_usage_seconds_total counter",
    'container_cpu_usage_seconds_total{namespace="shop",pod="web-1",container="odoo"} 2.5',
    "# TYPE kubelet_volume_stats_capacity_bytes gauge",
    'kubelet_volume_stats_capacity_bytes{namespace="shop",persistentvolumeclaim="filestore"} 1024',
    "# TYPE kubelet_volume_stats_available_bytes gauge",
    'kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim="filestore"} 24',
    "",
  ]);
});
