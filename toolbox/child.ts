import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { ToolboxFailure } from "@/toolbox/failure";
import type { Run } from "@/toolbox/run";

export type ChildRequest = {
  readonly program: string;
  readonly args: readonly string[];
  /** All of its environment besides PATH, language and time zone. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory?: string;
  /** At most this long, and never longer than the whole run. */
  readonly limitMs?: number;
  /** Takes each line of its output; without it the output is collected, up to 8 MB. */
  readonly onLine?: (line: string) => void;
  /** Sees each line of what it says about its failures, of which only the end is kept. */
  readonly onErrorLine?: (line: string) => void;
};

export type ChildEnd = { readonly code: number; readonly output: string; readonly errors: string };

const OUTPUT_CHARACTERS = 8_000_000;
/** Of what a program says about its failures, the last so many are kept. */
const ERROR_CHARACTERS = 64_000;
const GRACE_MS = 5_000;

/**
 * Runs a program to its end, with arguments as a list and no shell. It is ended when the run is asked to stop or its
 * time is over.
 * @throws ToolboxFailure `interrupted`, `time_limit`, or `failed` when it cannot be started
 */
export async function runChild(run: Run, request: ChildRequest): Promise<ChildEnd> {
  run.check();
  const child = spawn(request.program, [...request.args], {
    cwd: request.directory ?? run.settings.scratch,
    env: {
      NODE_ENV: "production",
      PATH: run.settings.path,
      LC_ALL: "C.UTF-8",
      TZ: "UTC",
      HOME: run.settings.scratch,
      ...request.environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = watch(run, child, run.limit(request.limitMs));
  const output = readOutput(child.stdout, request.onLine);
  const errors = readErrors(child.stderr, request.onErrorLine);
  const [{ code, why }, text, error] = await Promise.all([end, output, errors]);
  if (why instanceof ToolboxFailure) throw why;
  return { code, output: text, errors: error };
}

type Pipes = ChildProcessByStdio<null, Readable, Readable>;

function watch(run: Run, child: Pipes, limitMs: number): Promise<{ code: number; why?: ToolboxFailure }> {
  return new Promise((resolve) => {
    let why: ToolboxFailure | undefined;
    let kill: NodeJS.Timeout | undefined;
    const stop = (reason: ToolboxFailure): void => {
      why ??= reason;
      child.kill("SIGTERM");
      kill ??= setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    };
    const name = child.spawnfile.split("/").at(-1) ?? "";
    const onAbort = () =>
      stop(new ToolboxFailure("interrupted", `${name} was ended: the run was asked to stop.`));
    const timer = setTimeout(
      () =>
        stop(
          new ToolboxFailure("time_limit", `${name} was not done within ${Math.round(limitMs / 1000)} s.`),
        ),
      Math.min(limitMs, 2_000_000_000),
    );
    run.signal.addEventListener("abort", onAbort, { once: true });
    const settle = (code: number): void => {
      clearTimeout(timer);
      clearTimeout(kill);
      run.signal.removeEventListener("abort", onAbort);
      resolve(why === undefined ? { code } : { code, why });
    };
    child.once("error", (error) => {
      why ??= new ToolboxFailure("failed", `${name} could not be started: ${error.message}.`);
      settle(127);
    });
    child.once("close", (code) => settle(code ?? 128));
  });
}

async function readOutput(stream: Readable, onLine: ((line: string) => void) | undefined): Promise<string> {
  if (onLine !== undefined) {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }))
      onLine(line);
    return "";
  }
  let text = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) {
    if (text.length < OUTPUT_CHARACTERS) text += String(chunk);
  }
  return text;
}

/** The end of what it wrote: the reason of a failure stands there. */
async function readErrors(stream: Readable, onLine: ((line: string) => void) | undefined): Promise<string> {
  let text = "";
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    onLine?.(line);
    text += `${line}\n`;
    if (text.length > 2 * ERROR_CHARACTERS) text = text.slice(-ERROR_CHARACTERS);
  }
  return text.slice(-ERROR_CHARACTERS);
}
