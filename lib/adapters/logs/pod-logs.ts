import "server-only";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import type { ClusterLogs, LoggedContainer } from "@/lib/ports/cluster";
import type { LogAnswer, LogLine, LogQuestion } from "@/lib/ports/logs";
import { redactText } from "@/lib/telemetry/redact";

const MOST_CONTAINERS = 20;
const AT_ONCE = 4;
const BYTES_EACH = 2 * 1_048_576;
const MAX_TEXT = 4_000;
const STAMPED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) ?(.*)$/s;

/** A line behind its time, without credentials as far as they are known by their look; null for what has no time. */
export function stampedLine(
  line: string,
  { pod, container }: { pod: string; container: string },
): LogLine | null {
  const [, time = "", text = ""] = STAMPED.exec(line) ?? [];
  if (time === "") return null;
  return { at: new Date(time), pod, container, text: shownText(text) };
}

/** What anybody wrote, as it is shown: storable, without credentials, at most 4000 units long. */
export const shownText = (text: string): string => cutText(redactText(plainText(text)), MAX_TEXT);

/** The containers asked about: of one pod, or the first 20 of all. */
async function containersOf(
  logs: ClusterLogs,
  namespace: string,
  pod: string | null,
  signal: AbortSignal,
): Promise<{ containers: readonly LoggedContainer[]; left: number }> {
  const all = (await logs.containers(namespace, signal)).filter((one) => pod === null || one.pod === pod);
  return { containers: all.slice(0, MOST_CONTAINERS), left: Math.max(0, all.length - MOST_CONTAINERS) };
}

/** Reads the window from the pods themselves: what they still have, and of a container that began anew the run before. */
export async function readPods(
  logs: ClusterLogs,
  namespace: string,
  question: LogQuestion,
  signal: AbortSignal,
): Promise<LogAnswer> {
  const { containers, left } = await containersOf(logs, namespace, question.pod, signal);
  const sinceSeconds = Math.max(1, Math.ceil((question.to.getTime() - question.from.getTime()) / 1_000));
  const silent = left === 0 ? [] : [`${left} more containers were not read: choose a pod.`];
  const lines: LogLine[] = [];
  /** Where what was read begins in those logs that had more. */
  const begins: Date[] = [];
  const runs = containers.flatMap((of) => [
    { of, previous: false },
    ...(of.restarts > 0 ? [{ of, previous: true }] : []),
  ]);
  const wanted = question.text.toLowerCase();
  const read = async ({ of, previous }: (typeof runs)[number]) => {
    const options = { sinceSeconds, limitBytes: BYTES_EACH, previous, signal };
    const found = await logs.read({ namespace, pod: of.pod, container: of.container }, options);
    if (found.cut) begins.push(stampedLine(found.lines[0] ?? "", of)?.at ?? question.to);
    for (const text of found.lines) {
      const line = stampedLine(text, of);
      if (line === null || line.at < question.from || line.at > question.to) continue;
      if (line.text.toLowerCase().includes(wanted)) lines.push(line);
    }
  };
  const work = async () => {
    for (let run = runs.shift(); run !== undefined; run = runs.shift()) {
      const { of, previous } = run;
      await read(run).catch((error: unknown) => {
        signal.throwIfAborted();
        // That the run before left nothing is usual.
        if (!previous)
          silent.push(`${of.pod}: ${error instanceof Error ? error.message : "its log cannot be read."}`);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  lines.sort((one, other) => one.at.getTime() - other.at.getTime());
  const shown = lines.slice(-question.limit);
  const [first] = shown;
  if (first !== undefined && shown.length < lines.length) begins.push(first.at);
  return {
    source: "pods",
    lines: shown,
    cut: begins.length > 0,
    ...(begins.length === 0 ? {} : { readFrom: new Date(Math.max(...begins.map(Number))) }),
    silent: silent.slice(0, 10).map((text) => cutText(text, 300)),
  };
}
