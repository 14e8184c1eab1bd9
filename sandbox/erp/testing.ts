import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import type { Release } from "@/sandbox/erp/release";

export type Ended = { readonly code: number | null; readonly output: string };

/** The administrator's connection for tests. @throws Error saying how to give one. */
export function testPostgresUrl(): string {
  const url = process.env["SANDBOX_TEST_POSTGRES_URL"];
  if (url === undefined || url === "") {
    throw new Error(
      "SANDBOX_TEST_POSTGRES_URL is not set. Give the URL of a PostgreSQL superuser, for example postgresql://admin@127.0.0.1:5432/postgres.",
    );
  }
  return url;
}

/** Bundles a program of the sandbox as the build does, beside node_modules so that packages resolve. */
export async function bundleProgram(entry: string, name: string): Promise<string> {
  const directory = resolve("node_modules/.cache/sandbox-tests");
  mkdirSync(directory, { recursive: true });
  const outfile = join(directory, `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    outfile,
    logLevel: "error",
  });
  return outfile;
}

/** Starts the ERP program with the given release, arguments and environment. */
export function startErp(
  program: string,
  release: Release,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    env: {
      NODE_ENV: "test",
      PATH: process.env["PATH"],
      SANDBOX_IMAGE: JSON.stringify(release),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Waits for a process to end and returns its exit code and everything it wrote. */
export function waitForEnd(child: ChildProcess, limitMilliseconds = 20_000): Promise<Ended> {
  return new Promise((done, fail) => {
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += String(chunk);
    });
    child.stderr?.on("data", (chunk) => {
      output += String(chunk);
    });
    const limit = setTimeout(() => {
      child.kill("SIGKILL");
      fail(new Error(`The process did not end within ${limitMilliseconds} ms. Output:\n${output}`));
    }, limitMilliseconds);
    child.on("close", (code) => {
      clearTimeout(limit);
      done({ code, output });
    });
  });
}

/** Tries until `attempt` returns a value, within the limit; the last error tells why not. */
export async function eventually<T>(
  attempt: () => Promise<T | undefined>,
  limitMilliseconds = 10_000,
): Promise<T> {
  const deadline = Date.now() + limitMilliseconds;
  let reason: unknown = new Error("nothing happened");
  while (Date.now() < deadline) {
    try {
      const value = await attempt();
      if (value !== undefined) return value;
    } catch (error) {
      reason = error;
    }
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`Gave up after ${limitMilliseconds} ms.`, { cause: reason });
}
