import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { at, number, text } from "@/sandbox/api/json";
import { parseQuantity } from "@/sandbox/api/quantity";
import { afterExit, noBackOff } from "@/sandbox/node/backoff";
import type { Child, ChildExit } from "@/sandbox/node/child";
import { runInContainer, runPreStop } from "@/sandbox/node/container-exec";
import { ConfigError } from "@/sandbox/node/environment";
import type { Launch } from "@/sandbox/node/launch";
import { LogFile } from "@/sandbox/node/log-file";
import type { NodeContext, PodContext } from "@/sandbox/node/pod-context";
import { pause, startProbes } from "@/sandbox/node/probe-loop";
import type { ContainerReport, ContainerState, Terminated } from "@/sandbox/node/status";

const CONFIG_RETRY_MS = 1_000;
const MESSAGE_BYTES = 4_096;
const FALLBACK_BYTES = 2_048;
const FALLBACK_LINES = 80;

export type RestartPolicy = "Always" | "OnFailure" | "Never";

/** One container: started, probed, restarted with growing pauses, stopped; tells its pod of every change. */
export class Container {
  readonly name: string;
  readonly log: LogFile;
  readonly memoryLimitBytes: number | undefined;
  readonly #node: NodeContext;
  readonly #pod: PodContext;
  readonly #spec: unknown;
  readonly #policy: RestartPolicy;
  readonly #stopping = new AbortController();
  #child: Child | undefined;
  #stopProbes: () => void = () => undefined;
  #outOfMemory = false;
  #report: ContainerReport;

  constructor(
    node: NodeContext,
    pod: PodContext,
    spec: unknown,
    options: { policy: RestartPolicy; before: unknown },
  ) {
    this.#node = node;
    this.#pod = pod;
    this.#spec = spec;
    this.#policy = options.policy;
    this.name = text(at(spec, "name")) ?? "";
    this.log = new LogFile(join(pod.directory, "logs", `${this.name}.log`));
    this.memoryLimitBytes = parseQuantity(at(spec, "resources", "limits", "memory"));
    const cutOff = !node.stoppedInOrder && at(options.before, "state", "running") !== undefined;
    this.#report = {
      name: this.name,
      image: text(at(spec, "image")) ?? "",
      imageId: "",
      containerId: "",
      state: { kind: "waiting", reason: "ContainerCreating" },
      lastState: cutOff ? interrupted(options.before) : undefined,
      restartCount: (number(at(options.before, "restartCount")) ?? 0) + (cutOff ? 1 : 0),
      started: false,
      ready: false,
      final: false,
    };
  }

  get report(): ContainerReport {
    return this.#report;
  }

  /** Process group while it runs, for measuring. */
  get processGroup(): number | undefined {
    return this.#child?.pid;
  }

  /** Runs the container until it has ended for good or the pod is stopped. */
  async run(): Promise<void> {
    let backOff = noBackOff;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const launch = await this.#prepare();
      if (launch === undefined) return;
      const begun = Date.now();
      const exit = await this.#runOnce(launch);
      const ended = this.#describeExit(exit, begun, launch);
      const again = this.#policy === "Always" || (this.#policy === "OnFailure" && ended.exitCode !== 0);
      if (signal.aborted || !again) {
        this.#change({ state: ended, final: true, ready: false, started: false });
        return;
      }
      this.#change({ state: ended, ready: false, started: false });
      const { next, delayMilliseconds } = afterExit(backOff, Date.now() - begun);
      backOff = next;
      await this.#waitToRestart(ended, delayMilliseconds);
      if (signal.aborted) return;
      this.#change({ restartCount: this.#report.restartCount + 1, lastState: ended });
    }
  }

  /** preStop, SIGTERM, and SIGKILL when the grace period is over; resolves when the process is gone. */
  async stop(graceMilliseconds: number, options: { preStop: boolean }): Promise<void> {
    this.#stopping.abort();
    this.#stopProbes();
    const child = this.#child;
    if (child === undefined) return;
    const kill = setTimeout(() => child.signal("SIGKILL"), graceMilliseconds);
    if (options.preStop) {
      await Promise.race([
        child.exited,
        runPreStop(this.#node, this.#pod.current(), this.#spec, graceMilliseconds),
      ]);
    }
    child.signal("SIGTERM");
    await child.exited;
    clearTimeout(kill);
  }

  /** The kernel's part: the group exceeded its memory. */
  killOutOfMemory(): void {
    this.#outOfMemory = true;
    this.#child?.signal("SIGKILL");
  }

  async #prepare(): Promise<Launch | undefined> {
    const { signal } = this.#stopping;
    const resolution = this.#node.images.resolve(this.#report.image);
    if (resolution.kind !== "image") {
      await this.#failPull();
      return undefined;
    }
    this.#change({
      imageId: `${this.#report.image.split("@")[0]?.split(":")[0]}@${resolution.image.digest}`,
    });
    this.#node.events.record(
      this.#pod.current(),
      "Normal",
      "Pulled",
      `Container image "${this.#report.image}" already present on machine`,
    );
    while (!signal.aborted) {
      try {
        return this.#node.prepareLaunch(this.#pod.current(), this.#spec, resolution.image);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        this.#change({
          state: { kind: "waiting", reason: "CreateContainerConfigError", message: error.message },
        });
        this.#node.events.record(this.#pod.current(), "Warning", "Failed", `Error: ${error.message}`);
        await pause(CONFIG_RETRY_MS, signal);
      }
    }
    return undefined;
  }

  async #failPull(): Promise<void> {
    const { image } = this.#report;
    const message = `Back-off pulling image "${image}": ErrImagePull: manifest unknown`;
    this.#node.events.record(
      this.#pod.current(),
      "Warning",
      "Failed",
      `Failed to pull image "${image}": manifest unknown`,
    );
    this.#node.events.record(this.#pod.current(), "Warning", "BackOff", `Back-off pulling image "${image}"`);
    this.#change({ state: { kind: "waiting", reason: "ImagePullBackOff", message } });
    await new Promise((resolve) => this.#stopping.signal.addEventListener("abort", resolve, { once: true }));
  }

  async #runOnce(launch: Launch): Promise<ChildExit> {
    rmSync(launch.terminationLog, { force: true });
    this.log.startRun();
    this.#outOfMemory = false;
    let child: Child;
    try {
      child = await this.#node.startChild({ ...launch, onOutput: (chunk) => this.log.write(chunk) });
    } catch (error) {
      this.log.write(Buffer.from(`exec: ${error instanceof Error ? error.message : String(error)}\n`));
      this.log.end();
      return { exitCode: 127, signal: undefined };
    }
    this.#child = child;
    const pod = this.#pod.current();
    this.#node.events.record(pod, "Normal", "Created", `Created container: ${this.name}`);
    this.#node.events.record(pod, "Normal", "Started", `Started container ${this.name}`);
    this.#change({
      containerId: `sandbox://${pod.metadata.uid}-${this.name}-${this.#report.restartCount}`,
      state: { kind: "running", startedAt: timestamp() },
    });
    // Stopped while it was being started: the signal came before there was a process to receive it.
    if (this.#stopping.signal.aborted) child.signal("SIGTERM");
    this.#probe(launch);
    const exit = await child.exited;
    this.#stopProbes();
    this.#child = undefined;
    this.log.end();
    return exit;
  }

  #probe(launch: Launch): void {
    const address = text(at(this.#pod.current(), "status", "podIP")) ?? "127.0.0.1";
    const exec = (command: readonly string[], limit: number) =>
      runInContainer(this.#node, launch, command, limit);
    this.#stopProbes = startProbes(
      this.#spec,
      { address, container: this.#spec, exec },
      {
        onStarted: () => this.#change({ started: true }),
        onReady: (ready) => this.#change({ ready }),
        onUnhealthy: (kind, message) => {
          const title = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
          this.#node.events.record(
            this.#pod.current(),
            "Warning",
            "Unhealthy",
            `${title} probe failed: ${message}`,
          );
        },
        onDead: (kind) => this.#killUnhealthy(kind),
      },
    );
  }

  #killUnhealthy(kind: string): void {
    this.#node.events.record(
      this.#pod.current(),
      "Normal",
      "Killing",
      `Container ${this.name} failed ${kind} probe, will be restarted`,
    );
    this.#stopProbes();
    const child = this.#child;
    if (child === undefined) return;
    child.signal("SIGTERM");
    const limit = setTimeout(() => child.signal("SIGKILL"), this.#pod.graceMilliseconds());
    void child.exited.then(() => clearTimeout(limit));
  }

  async #waitToRestart(ended: Terminated, delay: number): Promise<void> {
    if (delay === 0) return;
    const pod = this.#pod.current();
    const message = `back-off ${delay / 1000}s restarting failed container=${this.name} pod=${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
    this.#change({ state: { kind: "waiting", reason: "CrashLoopBackOff", message }, lastState: ended });
    this.#node.events.record(
      pod,
      "Warning",
      "BackOff",
      `Back-off restarting failed container ${this.name} in pod ${pod.metadata.name}`,
    );
    await pause(delay, this.#stopping.signal);
  }

  #describeExit(exit: ChildExit, begun: number, launch: Launch): Terminated {
    const exitCode = this.#outOfMemory ? 137 : exit.exitCode;
    const reason = this.#outOfMemory ? "OOMKilled" : exitCode === 0 ? "Completed" : "Error";
    const fallback = at(this.#spec, "terminationMessagePolicy") === "FallbackToLogsOnError" && exitCode !== 0;
    const written = readMessage(launch.terminationLog);
    const message = written !== "" || !fallback ? written : this.log.tail(FALLBACK_LINES, FALLBACK_BYTES);
    return {
      kind: "terminated",
      exitCode,
      reason,
      message,
      startedAt: timestamp(begun),
      finishedAt: timestamp(),
    };
  }

  #change(part: Partial<ContainerReport>): void {
    this.#report = { ...this.#report, ...part };
    this.#pod.changed();
  }
}

function readMessage(file: string): string {
  try {
    return readFileSync(file).subarray(0, MESSAGE_BYTES).toString("utf8");
  } catch {
    return "";
  }
}

/** What became of a container that ran when the sandbox last stopped. */
function interrupted(before: unknown): Terminated | undefined {
  const startedAt = text(at(before, "state", "running", "startedAt"));
  if (startedAt === undefined) return undefined;
  const state: ContainerState = {
    kind: "terminated",
    exitCode: 137,
    reason: "Error",
    message: "The sandbox was stopped.",
    startedAt,
    finishedAt: timestamp(),
  };
  return state;
}

function timestamp(milliseconds = Date.now()): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
