import type { ServerResponse } from "node:http";
import { type Answer, type Api, type Call, flag, wholeNumber } from "@/sandbox/api/call";
import { badRequest } from "@/sandbox/api/errors";
import { demandObject } from "@/sandbox/api/handlers-read";
import { at, records, text } from "@/sandbox/api/json";
import type { Target } from "@/sandbox/api/paths";
import type { Store } from "@/sandbox/api/store";
import type { KubeObject, PodLogOptions } from "@/sandbox/api/types";

const longestFollowMilliseconds = 4 * 60 * 60_000;

function containerOf(pod: KubeObject, asked: string | null): string {
  const names = [
    ...records(at(pod, "spec", "initContainers")),
    ...records(at(pod, "spec", "containers")),
  ].map((container) => text(container["name"]) ?? "");
  const { name } = pod.metadata;
  if (asked) {
    if (names.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only, ...others] = records(at(pod, "spec", "containers")).map(
    (container) => text(container["name"]) ?? "",
  );
  if (only !== undefined && others.length === 0) return only;
  const preferred = pod.metadata.annotations?.["kubectl.kubernetes.io/default-container"];
  if (preferred !== undefined && names.includes(preferred)) return preferred;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(" ")}]`);
}

function optionsOf(call: Call): PodLogOptions {
  const numbers: Partial<PodLogOptions> = {};
  for (const name of ["tailLines", "limitBytes", "sinceSeconds"] as const) {
    const value = wholeNumber(call.query, name);
    if (value !== undefined) numbers[name] = value;
  }
  return {
    follow: flag(call.query, "follow"),
    previous: flag(call.query, "previous"),
    timestamps: flag(call.query, "timestamps"),
    ...numbers,
  };
}

function refuseWaiting(pod: KubeObject, container: string, previous: boolean): void {
  const status = records(at(pod, "status", "containerStatuses")).find((entry) => entry["name"] === container);
  const reason = text(at(status, "state", "waiting", "reason"));
  const ranBefore = at(status, "lastState", "terminated") !== undefined;
  const { name } = pod.metadata;
  if (previous && !ranBefore) {
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  }
  if (reason !== undefined && !ranBefore) {
    throw badRequest(`container "${container}" in pod "${name}" is waiting to start: ${reason}`);
  }
}

/** What a simulated pod logs: its annotation, or one line with its name. */
function simulatedLog(pod: KubeObject, container: string, options: PodLogOptions): Buffer {
  const whole = pod.metadata.annotations?.["fake/logs"] ?? `log of ${pod.metadata.name}/${container}\n`;
  const lines = whole.split("\n");
  const trailing = lines.at(-1) === "" ? lines.splice(-1) : [];
  const shown =
    options.tailLines === undefined ? lines : options.tailLines === 0 ? [] : lines.slice(-options.tailLines);
  const started = text(at(pod, "status", "startTime")) ?? new Date().toISOString();
  const stamped = options.timestamps ? shown.map((line) => `${started} ${line}`) : shown;
  const content = Buffer.from([...stamped, ...(stamped.length > 0 ? trailing : [])].join("\n"));
  return options.limitBytes === undefined ? content : content.subarray(0, options.limitBytes);
}

function running(pod: KubeObject | undefined): boolean {
  const phase = at(pod, "status", "phase");
  return phase === "Running" || phase === "Pending";
}

function endWithPod(store: Store, pod: KubeObject, response: ServerResponse): void {
  const { name, namespace } = pod.metadata;
  const unsubscribe = store.subscribe("pods", ({ type, object }) => {
    if (object.metadata.uid !== pod.metadata.uid) return;
    if (type === "DELETED" || !running(object)) response.end();
  });
  const timer = setTimeout(() => response.end(), longestFollowMilliseconds);
  response.on("close", () => {
    unsubscribe();
    clearTimeout(timer);
  });
  if (!running(store.get("pods", namespace, name))) response.end();
}

async function stream(source: AsyncIterable<Buffer>, response: ServerResponse): Promise<void> {
  for await (const chunk of source) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await writable(response);
  }
  response.end();
}

function writable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}

/** GET of pods/NAME/log. Throws 404 for the pod, 400 for its container; 204 while the pod is not scheduled. */
export async function podLog(api: Api, call: Call, target: Target): Promise<Answer> {
  const pod = demandObject(api, target);
  const container = containerOf(pod, call.query.get("container"));
  if (text(at(pod, "spec", "nodeName")) === undefined) return { code: 204, body: undefined };
  const options = optionsOf(call);
  refuseWaiting(pod, container, options.previous === true);
  const { response } = call;
  const { name, namespace = "" } = pod.metadata;
  const source = api.runtime?.logs(namespace, name, container, options);
  response.writeHead(200, { "content-type": "text/plain" });
  if (source !== undefined) {
    response.flushHeaders();
    await stream(source, response);
    return undefined;
  }
  response.write(simulatedLog(pod, container, options));
  if (options.follow) endWithPod(api.store, pod, response);
  else response.end();
  return undefined;
}
