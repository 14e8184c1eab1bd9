import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { isForbiddenHost, isLoopbackHost } from "@/lib/adapters/address";
import { Problem } from "@/lib/domain/shared/problem";
import { readKubeconfig } from "./kubeconfig";

const base64 = (text: string) => Buffer.from(text).toString("base64");

function kubeconfig(parts: {
  cluster?: Record<string, unknown>;
  user?: Record<string, unknown>;
  current?: string | undefined;
}): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "current" in parts ? parts.current : "plant",
    clusters: [{ name: "c", cluster: { server: "https://k8s.example.com:6443", ...parts.cluster } }],
    users: [{ name: "u", user: parts.user ?? { token: "secret-token" } }],
    contexts: [{ name: "plant", context: { cluster: "c", user: "u" } }],
  });
}
const refusal = (text: string, context?: string): string => {
  try {
    readKubeconfig(text, context);
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ code: "invalid_input" });
    return error instanceof Error ? error.message : "";
  }
  throw new Error("It was accepted.");
};

describe("a kubeconfig that can be used", () => {
  it("gives server, token and authority", () => {
    const text = kubeconfig({
      cluster: { "certificate-authority-data": base64("CA"), "tls-server-name": "api" },
    });
    expect(readKubeconfig(text)).toMatchObject({
      origin: "https://k8s.example.com:6443",
      basePath: "",
      token: "secret-token",
      tls: { ca: "CA", servername: "api" },
    });
  });
  it("gives a client certificate, and the path below which the API lives", () => {
    const user = { "client-certificate-data": base64("CERT"), "client-key-data": base64("KEY") };
    const text = kubeconfig({ cluster: { server: "https://proxy.example.com/clusters/a/" }, user });
    expect(readKubeconfig(text)).toMatchObject({
      basePath: "/clusters/a",
      token: null,
      tls: { cert: "CERT", key: "KEY" },
    });
  });
  it("may be http and unverified on this machine", () => {
    for (const server of ["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:1"]) {
      const text = kubeconfig({ cluster: { server, "insecure-skip-tls-verify": true } });
      expect(readKubeconfig(text).origin).toBe(server);
    }
  });
  it("has another fingerprint with other credentials, and the same one otherwise", () => {
    const one = readKubeconfig(kubeconfig({})).fingerprint;
    expect(readKubeconfig(kubeconfig({})).fingerprint).toBe(one);
    expect(readKubeconfig(kubeconfig({ user: { token: "rotated" } })).fingerprint).not.toBe(one);
  });
});

describe("a kubeconfig that would act on this machine or as somebody else", () => {
  const userFields: readonly [string, unknown, RegExp][] = [
    ["exec", { command: "sh" }, /Context “plant”: the user's field “exec” runs a program/],
    ["auth-provider", { name: "gcp" }, /“auth-provider”/],
    ["client-certificate", "/etc/passwd", /“client-certificate” is a path/],
    ["client-key", "/etc/shadow", /“client-key” is a path/],
    ["tokenFile", "/var/run/secrets/token", /“tokenFile” is a path/],
    ["username", "admin", /“username”/],
    ["as", "system:masters", /“as” would act as somebody else/],
  ];
  it.each(userFields)("user field %s", (field, value, sentence) => {
    expect(refusal(kubeconfig({ user: { token: "t", [field]: value } }))).toMatch(sentence);
  });
  it.each([
    ["certificate-authority", "/etc/ssl/ca.crt"],
    ["proxy-url", "http://proxy:3128"],
  ])("cluster field %s", (field, value) => {
    expect(refusal(kubeconfig({ cluster: { [field]: value } }))).toContain(`the cluster's field “${field}”`);
  });
});

describe("a server that must not be called", () => {
  it.each([
    ["https://169.254.169.254", "never called"],
    ["https://[::ffff:169.254.169.254]", "never called"],
    ["https://[fd00:ec2::254]/latest", "never called"],
    ["https://metadata.google.internal", "never called"],
    ["https://METADATA.google.internal.", "never called"],
    ["https://2852039166", "never called"],
    ["http://k8s.example.com", "must be https"],
    ["http://10.0.0.1:8080", "must be https"],
    ["file:///etc/passwd", "must be https"],
    ["https://user:pw@k8s.example.com", "must not hold a user"],
    ["not an address", "is not an address"],
  ])("%s", (server, sentence) => {
    expect(refusal(kubeconfig({ cluster: { server } }))).toContain(sentence);
  });
  it("is one whose certificate nobody checks", () => {
    expect(refusal(kubeconfig({ cluster: { "insecure-skip-tls-verify": true } }))).toContain(
      "insecure-skip-tls-verify would give the credentials to anybody",
    );
  });
  it("is recognised in every notation, and loopback too", () => {
    expect(["169.254.0.1", "0.0.0.0", "fe80::1", "100.100.100.200"].every(isForbiddenHost)).toBe(true);
    expect(["10.0.0.1", "k8s.example.com", "127.0.0.1"].some(isForbiddenHost)).toBe(false);
    expect(["127.9.9.9", "[::1]", "localhost", "a.localhost"].every(isLoopbackHost)).toBe(true);
    expect(["10.0.0.1", "localhost.example.com"].some(isLoopbackHost)).toBe(false);
  });
});

describe("what is wrong is named", () => {
  const cases: readonly [string, string, string][] = [
    ["too large", `${kubeconfig({})}#${"x".repeat(262_144)}`, "larger than 256 KiB"],
    ["no YAML", "a: [", "not valid YAML (line 1)"],
    ["no kubeconfig", "hello", "This is not a kubeconfig: it is not an object."],
    ["a list missing", "current-context: a\nclusters: []\nusers: []", "“contexts” is missing or wrong"],
    ["no current context", kubeconfig({ current: undefined }), "The kubeconfig has no current-context."],
    ["an unknown context", kubeconfig({ current: "other" }), "has no context “other”: it has plant."],
    ["no credentials", kubeconfig({ user: {} }), "neither a token nor a client certificate"],
    [
      "a key missing",
      kubeconfig({ user: { "client-certificate-data": base64("CERT") } }),
      "client-certificate-data and client-key-data are needed together",
    ],
    [
      "a token with a line break",
      kubeconfig({ user: { token: "a\r\nX-Evil: 1" } }),
      "characters that no token has",
    ],
  ];
  it.each(cases)("%s", (_name, text, sentence) => {
    expect(refusal(text)).toContain(sentence);
  });
  it("never shows the token", () => {
    expect(refusal(kubeconfig({ user: { token: "very-secret", exec: {} } }))).not.toContain("very-secret");
  });
});
