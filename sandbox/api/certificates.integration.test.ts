import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { serverCertificates } from "@/sandbox/api/certificates";
import { kubeconfig, startApi } from "@/sandbox/api/server";
import { Store } from "@/sandbox/api/store";
import { clusterOf } from "@/sandbox/api/testing";
import { StateFiles } from "@/sandbox/files";

const directories: string[] = [];
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function stateFiles(): StateFiles {
  const directory = mkdtempSync(join(tmpdir(), "sandbox-tls-"));
  directories.push(directory);
  return new StateFiles(directory);
}

const in99Percent = 0.99 * 1_825 * 86_400_000;

describe("certificates", () => {
  it("are made once, name this machine, and keep their keys to their owner", async () => {
    const files = stateFiles();
    const first = await serverCertificates(files);
    expect(await serverCertificates(files)).toEqual(first);
    const server = new X509Certificate(first.certificate);
    expect(server.checkIP("127.0.0.1")).toBeDefined();
    expect(server.checkIP("::1")).toBeDefined();
    expect(server.checkHost("localhost")).toBe("localhost");
    expect(server.verify(new X509Certificate(first.authority).publicKey)).toBe(true);
    for (const name of ["ca", "server"])
      expect(statSync(files.path(`tls/${name}.key`)).mode & 0o777).toBe(0o600);
  });

  it("a server certificate about to lapse is renewed by the same authority", async () => {
    const files = stateFiles();
    const first = await serverCertificates(files);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + in99Percent });
    const second = await serverCertificates(files);
    expect(second.authority).toBe(first.authority);
    expect(second.certificate).not.toBe(first.certificate);
  });

  it.each(["server.key", "server.crt"])("a damaged %s leaves the authority in place", async (name) => {
    const files = stateFiles();
    const first = await serverCertificates(files);
    writeFileSync(files.path("tls", name), "damaged");
    const second = await serverCertificates(files);
    expect(second.authority).toBe(first.authority);
    expect(second.certificate).not.toBe(first.certificate);
  });

  it.each(["ca.key", "ca.crt"])("a damaged %s makes everything anew", async (name) => {
    const files = stateFiles();
    const first = await serverCertificates(files);
    writeFileSync(files.path("tls", name), "damaged");
    const second = await serverCertificates(files);
    expect(second.authority).not.toBe(first.authority);
    const { publicKey } = new X509Certificate(second.authority);
    expect(new X509Certificate(second.certificate).verify(publicKey)).toBe(true);
  });

  it("without openssl the package to install is named", async () => {
    vi.stubEnv("PATH", "/nowhere");
    await expect(serverCertificates(stateFiles())).rejects.toThrow("install the package openssl");
  });
});

describe("the API server with certificates", () => {
  it("is trusted by its kubeconfig and by no other", async () => {
    const [tls, other] = [await serverCertificates(stateFiles()), await serverCertificates(stateFiles())];
    const api = await startApi({ store: new Store(), port: 0, tokens: { admin: "test-admin" }, tls });
    const configFor = (authority: string) => kubeconfig({ port: api.port, token: "test-admin", authority });
    try {
      const answer = await clusterOf(configFor(tls.authority))("GET", "/api/v1/namespaces/default");
      expect(answer).toMatchObject({ status: 200, body: { kind: "Namespace" } });
      const wrong = clusterOf(configFor(other.authority))("GET", "/api/v1/namespaces/default");
      await expect(wrong).rejects.toThrow(/certificate/);
    } finally {
      await api.stop();
    }
  });
});
