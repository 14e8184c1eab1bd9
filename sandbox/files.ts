import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "@/sandbox/api/json";
import { freePort } from "@/sandbox/node/ports";

export type Ports = {
  readonly api: number;
  readonly ingress: number;
  readonly ingressMetrics: number;
  readonly clusterMetrics: number;
  readonly registry: number;
};

/** The files of one sandbox under its directory. */
export class StateFiles {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }

  /** Written beside and renamed: a reader sees the old or the new content, never half of it. */
  write(name: string, content: string, mode = 0o644): void {
    const partial = this.path(`${name}.new`);
    writeFileSync(partial, content, { mode });
    renameSync(partial, this.path(name));
  }

  /** Undefined when there is no such file or it cannot be read. */
  read(name: string): string | undefined {
    try {
      return readFileSync(this.path(name), "utf8");
    } catch {
      return undefined;
    }
  }

  remove(name: string): void {
    rmSync(this.path(name), { force: true });
  }

  /** A secret of 32 random bytes, generated at the first start and kept for its owner only. */
  secret(name: string): string {
    const known = this.read(name)?.trim();
    if (known !== undefined && known.length >= 32) return known;
    const created = randomBytes(32).toString("base64url");
    this.write(name, `${created}\n`, 0o600);
    return created;
  }

  /** Last time's ports where they are still free, other free ones otherwise; remembered for the next start. */
  async ports(): Promise<Ports> {
    const known = this.#readPorts();
    const taken = new Set<number>();
    const ports: Ports = {
      api: await freePort(known["api"], taken),
      ingress: await freePort(known["ingress"], taken),
      ingressMetrics: await freePort(known["ingressMetrics"], taken),
      clusterMetrics: await freePort(known["clusterMetrics"], taken),
      registry: await freePort(known["registry"], taken),
    };
    this.write("ports.json", `${JSON.stringify(ports)}\n`);
    return ports;
  }

  /**
   * Claims the directory for this process.
   * @throws Error naming the other process when a sandbox is already running here.
   */
  lock(): void {
    const other = Number(this.read("sandbox.pid") ?? "");
    if (Number.isInteger(other) && other > 1 && other !== process.pid && isSandbox(other)) {
      throw new Error(
        `A sandbox is already running in ${this.directory} (process ${other}). Stop it with: kill ${other}`,
      );
    }
    this.write("sandbox.pid", String(process.pid));
  }

  #readPorts(): Record<string, number> {
    try {
      const value: unknown = JSON.parse(this.read("ports.json") ?? "{}");
      if (!isRecord(value)) return {};
      return Object.fromEntries(Object.entries(value).map(([name, port]) => [name, Number(port)]));
    } catch {
      return {};
    }
  }
}

/** Whether a process id belongs to a sandbox; without /proc a living process counts as one. */
function isSandbox(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("sandbox");
  } catch {
    return true;
  }
}
