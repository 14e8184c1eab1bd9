import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "@/sandbox/node/listen";
import { buildImages } from "@/sandbox/registry/image";
import { ImageTable } from "@/sandbox/registry/resolve";
import { startRegistry } from "@/sandbox/registry/server";

const table = new ImageTable(buildImages());
const known = table.find("erp", "2026.11.2");

describe("images", () => {
  it("have the same digests on every build, all different", () => {
    const again = buildImages();
    expect(again.map((image) => image.digest)).toEqual(table.images.map((image) => image.digest));
    expect(new Set(again.map((image) => image.digest)).size).toBe(again.length);
  });

  it("inherit modules from the release they are based on", () => {
    const versions = new Map(known?.modules.map((module) => [module.name, module.version]));
    expect(versions.get("mrp_workorder_ext")).toBe("19.0.4.0.0");
    expect(versions.get("base")).toBe("19.0.1.3.0");
    const faulty = table.find("erp", "2026.11.7");
    expect(faulty?.modules).toEqual(table.find("erp", "2026.11.1")?.modules);
  });

  it("resolve by tag and by digest, and tell missing from foreign", () => {
    expect(table.resolve(`registry.sandbox.test/erp@${known?.digest}`)).toMatchObject({ kind: "image" });
    expect(table.resolve("registry.sandbox.test/erp:2026.11.2")).toMatchObject({
      image: { tag: "2026.11.2" },
    });
    expect(table.resolve(`registry.sandbox.test/erp@sha256:${"0".repeat(64)}`).kind).toBe("missing");
    expect(table.resolve("registry.sandbox.test/other:1").kind).toBe("foreign");
    expect(table.resolve("docker.io/library/erp:2026.11.2").kind).toBe("foreign");
  });
});

describe("distribution API", () => {
  let registry: RunningServer;
  beforeAll(async () => {
    registry = await startRegistry({ images: table, port: 0 });
  });
  afterAll(() => registry.stop());

  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${registry.port}${path}`, init);

  it("serves a manifest whose bytes hash to the digest it announces", async () => {
    const response = await get("/v2/erp/manifests/2026.11.2");
    const bytes = Buffer.from(await response.arrayBuffer());
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    expect(response.headers.get("docker-content-digest")).toBe(digest);
    expect(digest).toBe(known?.digest);
    const manifest: unknown = JSON.parse(bytes.toString("utf8"));
    expect(manifest).toMatchObject({ schemaVersion: 2, config: { digest: known?.blobs[0]?.digest } });
  });

  it("serves the configuration with the module list in a label", async () => {
    const response = await get(`/v2/erp/blobs/${known?.blobs[0]?.digest}`);
    const config: unknown = await response.json();
    expect(config).toMatchObject({
      config: { Labels: { "dev.holdfast.modules": JSON.stringify(known?.modules) } },
    });
  });

  it("answers HEAD without a body and unknown manifests with MANIFEST_UNKNOWN", async () => {
    const head = await get(`/v2/erp/manifests/${known?.digest}`, { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    const missing = await get("/v2/erp/manifests/1999.1.1");
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ errors: [{ code: "MANIFEST_UNKNOWN" }] });
  });

  it("lists tags, and refuses writing", async () => {
    expect(await (await get("/v2/erp/tags/list")).json()).toMatchObject({ name: "erp" });
    expect((await get("/v2/erp/manifests/new", { method: "PUT", body: "{}" })).status).toBe(405);
  });
});
