import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type ChildSpec = {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly onOutput: (chunk: Buffer) => void;
};

export type ChildExit = { readonly exitCode: number; readonly signal: NodeJS.Signals | undefined };

/** A process that leads its own group; signals reach all of the group. */
export type Child = {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  signal(name: NodeJS.Signals): void;
};

const SIGNAL_NUMBERS: Partial<Record<NodeJS.Signals, number>> = {
  SIGKILL: 9,
  SIGTERM: 15,
  SIGINT: 2,
  SIGSEGV: 11,
  SIGABRT: 6,
};

/**
 * Starts processes and remembers their ids in a directory, so that a sandbox that was killed can find at its next
 * start what it left behind.
 */
export class ChildTable {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** @throws the system's error when the program cannot be started (for example ENOENT). */
  start(spec: ChildSpec): Promise<Child> {
    return new Promise((resolve, reject) => {
      const child = spawn(spec.file, [...spec.args], {
        cwd: spec.directory,
        env: { NODE_ENV: "production", ...spec.environment },
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      });
      child.stdout.on("data", spec.onOutput);
      child.stderr.on("data", spec.onOutput);
      child.once("error", reject);
      const exited = new Promise<ChildExit>((done) => {
        child.once("exit", (code, signal) => {
          const pid = child.pid ?? 0;
          signalGroup(pid, "SIGKILL");
          rmSync(this.#file(pid), { force: true });
          // Output may still be in the pipe; "close" waits for it, but not for a grandchild that holds it open.
          const finish = () =>
            done({
              exitCode: code ?? 128 + (SIGNAL_NUMBERS[signal ?? "SIGKILL"] ?? 9),
              signal: signal ?? undefined,
            });
          const limit = setTimeout(finish, 500);
          child.once("close", () => {
            clearTimeout(limit);
            finish();
          });
        });
      });
      child.once("spawn", () => {
        const pid = child.pid ?? 0;
        writeFileSync(this.#file(pid), JSON.stringify(identify(pid) ?? {}));
        resolve({ pid, exited, signal: (name) => signalGroup(pid, name) });
      });
    });
  }

  /** Ends the groups an earlier sandbox left running; a process id that now belongs to another program is spared. */
  killStale(): number {
    let killed = 0;
    for (const name of readdirSync(this.#directory)) {
      const pid = Number(name);
      const file = join(this.#directory, name);
      if (Number.isInteger(pid) && pid > 1 && JSON.stringify(identify(pid)) === readFileSync(file, "utf8")) {
        signalGroup(pid, "SIGKILL");
        killed += 1;
      }
      rmSync(file, { force: true });
    }
    return killed;
  }

  #file(pid: number): string {
    return join(this.#directory, String(pid));
  }
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  if (pid <= 1) return;
  try {
    process.kill(-pid, name);
  } catch {
    // The group has ended already.
  }
}

/** Command line and start time tell a process from a later one with the same id. */
function identify(pid: number): { commandLine: string; startTime: string } | undefined {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { commandLine, startTime: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
