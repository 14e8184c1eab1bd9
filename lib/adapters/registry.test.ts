import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { classifyFailure } from "@/lib/ports/failure";
import { type ScriptedServer, startScriptedServer } from "@/lib/testing/cluster-script";
import { createImageRegistry } from "./registry";

const digest = `sha256:${"ab".repeat(32)}`;
const signal = AbortSignal.timeout(20_000);
let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer((_seen, response) => response.writeHead(200).end());
});
afterAll(() => server.stop());

const registry = () =>
  createImageRegistry({
    mirrors: { "registry.example.com": `${server.url}/mirror/` },
    credentials: { "registry.example.com": "Basic Zm9v" },
  });
const ask = () => registry().exists("registry.example.com/team/erp", digest, signal);
const answer = (status: number, headers: Record<string, string> = {}) =>
  server.reply((_seen, response) => response.writeHead(status, headers).end());
const failureOf = async (work: Promise<unknown>) =>
  work.then(
    () => "none" as const,
    (error: unknown) => error,
  );

describe("a registry", () => {
  it("is asked by digest at its mirror, with its own credentials", async () => {
    answer(200, { "docker-content-digest": digest });
    expect(await ask()).toBe(true);
    expect(server.seen.at(-1)).toMatchObject({
      method: "HEAD",
      path: `/mirror/v2/team/erp/manifests/${digest}`,
      headers: { authorization: "Basic Zm9v", accept: expect.stringContaining("image.index.v1+json") },
    });
  });

  it("without the image says so", async () => {
    answer(404);
    expect(await ask()).toBe(false);
  });

  it.each([
    [401, "refused"],
    [403, "refused"],
    [302, "refused"],
    [429, "transient"],
    [500, "transient"],
    [503, "transient"],
  ])("that answers %i is %s", async (status, kind) => {
    answer(status, { location: `${server.url}/elsewhere` });
    const asked = server.seen.length;
    expect(classifyFailure(await failureOf(ask()))).toBe(kind);
    expect(server.seen).toHaveLength(asked + 1);
  });

  it("that gives another digest is not believed", async () => {
    answer(200, { "docker-content-digest": `sha256:${"cd".repeat(32)}` });
    expect(String(await failureOf(ask()))).toContain("another digest");
  });

  it("that is away is transient", async () => {
    const away = createImageRegistry({ mirrors: { "registry.example.com": "http://127.0.0.1:9" } });
    expect(classifyFailure(await failureOf(away.exists("registry.example.com/erp", digest, signal)))).toBe(
      "transient",
    );
  });

  it.each([
    "erp",
    "team/erp",
    "registry.example.com/",
    "registry.example.com/../etc",
    "registry.example.com/erp:latest",
    "user@registry.example.com/erp",
    "registry.example.com/ERP",
  ])("is never asked for %s", async (repository) => {
    const asked = server.seen.length;
    expect(classifyFailure(await failureOf(registry().exists(repository, digest, signal)))).toBe("refused");
    expect(server.seen).toHaveLength(asked);
  });

  it.each([
    "127.0.0.1:8080/erp",
    "localhost/erp",
    "169.254.169.254/erp",
    "10.1.2.3/erp",
    "192.168.7.7:5000/erp",
    "metadata.google.internal/erp",
  ])("inside the network is not called unless it is configured: %s", async (repository) => {
    const failure = await failureOf(registry().exists(repository, digest, signal));
    expect(failure).toMatchObject({ code: "invalid_input" });
    expect(String(failure)).toContain("inside this network");
  });

  it("is never asked for a tag in place of a digest", async () => {
    const failure = await failureOf(registry().exists("registry.example.com/erp", "latest", signal));
    expect(String(failure)).toContain("“latest” is not an image digest");
  });
});
