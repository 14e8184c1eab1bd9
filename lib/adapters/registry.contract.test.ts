import { describe, expect, it } from "vitest";
import { createImageRegistry } from "./registry";

/** Against a real registry: HOLDFAST_REGISTRIES as for the product, HOLDFAST_TEST_IMAGE one image in it by tag. */
const mirrors: Record<string, string> = JSON.parse(process.env["HOLDFAST_REGISTRIES"] ?? "{}");
const [host, base] = Object.entries(mirrors)[0] ?? [];
const image = process.env["HOLDFAST_TEST_IMAGE"] ?? "erp:2026.11.1";
const signal = AbortSignal.timeout(30_000);

describe("a real registry", () => {
  it("has the digest behind a tag, and not one that nobody pushed", async () => {
    if (host === undefined || base === undefined) {
      throw new Error("Set HOLDFAST_REGISTRIES to a registry for the contract tests.");
    }
    const [path = "", tag = ""] = image.split(":");
    const accept = { accept: "application/vnd.oci.image.manifest.v1+json" };
    const response = await fetch(`${base}/v2/${path}/manifests/${tag}`, { method: "HEAD", headers: accept });
    const digest = response.headers.get("docker-content-digest") ?? "";
    const registry = createImageRegistry({ mirrors });
    expect(await registry.exists(`${host}/${path}`, digest, signal)).toBe(true);
    expect(await registry.exists(`${host}/${path}`, `sha256:${"0".repeat(64)}`, signal)).toBe(false);
    expect(await registry.exists(`${host}/nothing`, digest, signal)).toBe(false);
  });
});
