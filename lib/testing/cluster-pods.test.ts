import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CGI } from "./cluster-echo";
import { type Behaviour, SCRIPT, scriptEnvironment } from "./cluster-pods";

// The contract tests usually meet pods that are simulated; here their programs run, as on a cluster that starts them.
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "holdfast-pods-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const shell = (script: string, env: Record<string, string>, input = "") =>
  spawnSync("sh", ["-c", script], {
    env: { ...env, PATH: process.env["PATH"], NODE_ENV: "test" },
    input,
    encoding: "utf8",
    timeout: 10_000,
  });

function run(behaviour: Behaviour) {
  const [ready, words] = [path.join(directory, "ready"), path.join(directory, "words")];
  rmSync(ready, { force: true });
  const script = SCRIPT.replaceAll("/tmp/ready", ready).replaceAll("/dev/termination-log", words);
  const began = performance.now();
  const { status, stdout, stderr } = shell(script, scriptEnvironment(behaviour));
  expect(stderr).toBe("");
  return {
    exitCode: status,
    logs: stdout,
    lastWords: readFileSync(words, "utf8"),
    ready: existsSync(ready),
    ranMs: performance.now() - began,
  };
}

describe("the program of the contract tests' pods", () => {
  it("logs, becomes ready, runs as long as told, and ends well", () => {
    const logs = "one\n100% of \\two\n";
    const seen = run({ logs, runMs: 200 });
    expect(seen).toMatchObject({ exitCode: 0, logs, lastWords: "", ready: true });
    expect(seen.ranMs).toBeGreaterThanOrEqual(200);
  });

  it("ends with its code and last words, and was never ready", () => {
    const seen = run({ logs: "x\n", exitCode: 255, lastWords: "CRITICAL failed" });
    expect(seen).toMatchObject({ exitCode: 255, logs: "x\n", lastWords: "CRITICAL failed", ready: false });
  });

  it("stays unready when told so", () => {
    expect(run({ ready: false })).toMatchObject({ exitCode: 0, ready: false });
  });
});

describe("the program behind the echo service", () => {
  it.each([
    ["", "200 OK"],
    ["/missing", "404 Not Found"],
  ])("answers %s with %s", (PATH_INFO, status) => {
    const sent = '{"word":"Grüße"}';
    const CONTENT_LENGTH = String(Buffer.byteLength(sent));
    const { stdout } = shell(CGI, { PATH_INFO, CONTENT_LENGTH, REQUEST_METHOD: "POST" }, sent);
    const [head, body] = stdout.split("\r\n\r\n");
    expect(head).toBe(`Status: ${status}\r\nContent-Type: application/json`);
    expect(JSON.parse(body ?? "")).toEqual({ method: "POST", authorization: "", sent: { word: "Grüße" } });
  });
});
