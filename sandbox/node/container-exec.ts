import { at, list, number, text } from "@/sandbox/api/json";
import type { KubeObject } from "@/sandbox/api/types";
import type { Launch } from "@/sandbox/node/launch";
import type { NodeContext } from "@/sandbox/node/pod-context";
import type { ProbeResult } from "@/sandbox/node/probe-run";

const MAXIMUM_OUTPUT = 1_000;

/** Runs a command with a container's environment and directory; killed at the limit. Never throws. */
export async function runInContainer(
  node: NodeContext,
  launch: Launch,
  command: readonly string[],
  limitMilliseconds: number,
): Promise<ProbeResult> {
  const [file = "", ...args] = command;
  let output = "";
  const onOutput = (chunk: Buffer) => {
    output = (output + chunk.toString("utf8")).slice(-MAXIMUM_OUTPUT);
  };
  try {
    const child = await node.startChild({ ...launch, file, args, onOutput });
    const timer = setTimeout(() => child.signal("SIGKILL"), limitMilliseconds);
    const { exitCode } = await child.exited;
    clearTimeout(timer);
    return { succeeded: exitCode === 0, message: output.trim() || `command exited with ${exitCode}` };
  } catch (error) {
    return { succeeded: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Runs a container's preStop hook (`exec` or `sleep`) while its process is still serving. */
export async function runPreStop(
  node: NodeContext,
  pod: KubeObject,
  container: unknown,
  limitMilliseconds: number,
): Promise<void> {
  const hook = at(container, "lifecycle", "preStop");
  const seconds = number(at(hook, "sleep", "seconds"));
  if (seconds !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(seconds * 1000, limitMilliseconds)));
    return;
  }
  const command = list(at(hook, "exec", "command")).map(String);
  if (command.length === 0) return;
  const launch = node.launchForHook(pod, container, text(at(container, "image")) ?? "");
  if (launch !== undefined) await runInContainer(node, launch, command, limitMilliseconds);
}
