import { expect, it, vi } from "vitest";
import type { ClusterLogs, LoggedContainer } from "@/lib/ports/cluster";
import { TransientFailure } from "@/lib/ports/failure";
import { PodFollower } from "./follow-pods";

const TIMES = { pause: 1, look: 10 };
const down = new TransientFailure("The cluster does not answer, token=hunter2hunter2.");
const of = (pod: string, more: Partial<LoggedContainer> = {}): LoggedContainer => ({
  ...{ pod, container: "odoo", restarts: 0, state: "running", ...more },
});

/** A cluster whose containers write when the test says so. */
function makeCluster(listed: LoggedContainer[]) {
  const open = new Map<string, { write(text: string): void; end(error?: Error): void }>();
  const cluster = { listed, listing: null as Error | null, tries: 0, open };
  const logs: ClusterLogs = {
    containers: async () => {
      if (cluster.listing !== null) throw cluster.listing;
      return cluster.listed;
    },
    read: async () => ({ lines: [], cut: false }),
    follow: ({ pod }, { onLine, signal }) => {
      cluster.tries += 1;
      return new Promise<void>((resolve, reject) => {
        const write = (text: string) => onLine(`${new Date().toISOString()} ${text}`);
        const end = (error?: Error) => (error === undefined ? resolve() : reject(error));
        open.set(pod, { write, end });
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };
  return { cluster, logs };
}

function follow(logs: ClusterLogs, pod: string | null = null) {
  const heard: string[] = [];
  const silent: string[] = [];
  const stop = new AbortController();
  const listener = {
    pod,
    onLine: (line: { pod: string; text: string }) => heard.push(`${line.pod}: ${line.text}`),
    onSilent: (sentence: string) => silent.push(sentence),
  };
  const followed = { logs, namespace: "n", listener, signal: stop.signal };
  return { heard, silent, stop, over: new PodFollower(followed, TIMES).run() };
}

it("hears the pods that a rollout brings, and goes on when the old ones are gone", async () => {
  const { cluster, logs } = makeCluster([of("old")]);
  const { heard, silent, stop, over } = follow(logs);
  await vi.waitFor(() => expect(cluster.open.has("old")).toBe(true));
  cluster.open.get("old")?.write("bye");
  cluster.listed = [];
  cluster.open.get("old")?.end();
  await new Promise((resolve) => setTimeout(resolve, 30));
  cluster.listed = [of("new")];
  await vi.waitFor(() => expect(cluster.open.has("new")).toBe(true));
  cluster.open.get("new")?.write("hello");
  stop.abort();
  await over;
  expect(heard).toEqual(["old: bye", "new: hello"]);
  expect(silent).toEqual([]);
});

it("says which pod cannot be followed any further and why, without secrets, and hears the others on", async () => {
  const { cluster, logs } = makeCluster([of("one"), of("two")]);
  const { heard, silent, stop, over } = follow(logs);
  const breaks = setInterval(() => cluster.open.get("one")?.end(down), 1);
  await vi.waitFor(() => expect(silent).toHaveLength(1));
  clearInterval(breaks);
  expect(silent[0]).toBe(
    "The log of pod one (odoo) could not be followed any further: The cluster does not answer, token=[hidden]",
  );
  // One connection of the other, five of this one; nobody takes it up again by himself.
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(cluster.tries).toBe(6);
  cluster.open.get("two")?.write("still here");
  expect(heard).toEqual(["two: still here"]);
  stop.abort();
  await over;
});

it("is a failure, and no end, when nobody can be heard any longer", async () => {
  const { cluster, logs } = makeCluster([of("one")]);
  const { silent, over } = follow(logs);
  const breaks = setInterval(() => cluster.open.get("one")?.end(down), 1);
  await expect(over).rejects.toBeInstanceOf(TransientFailure);
  clearInterval(breaks);
  expect(silent).toHaveLength(1);
  const unlisted = makeCluster([]);
  unlisted.cluster.listing = down;
  await expect(follow(unlisted.logs).over).rejects.toBe(down);
});

it("ends with the one pod that was followed, be it removed or done", async () => {
  const gone = makeCluster([of("one")]);
  const { silent, over } = follow(gone.logs, "one");
  await vi.waitFor(() => expect(gone.cluster.open.has("one")).toBe(true));
  gone.cluster.listed = [of("two")];
  const breaks = setInterval(() => gone.cluster.open.get("one")?.end(down), 1);
  await over;
  clearInterval(breaks);
  expect(silent).toEqual([]);
  const done = makeCluster([of("one", { state: "over" })]);
  await follow(done.logs, "one").over;
  expect(done.cluster.tries).toBe(0);
});

it("hears a container anew after a restart, 20 at once, and says how many are left", async () => {
  const pods = Array.from({ length: 22 }, (_, index) => of(`pod-${index}`));
  const { cluster, logs } = makeCluster(pods);
  const { silent, stop, over } = follow(logs);
  await vi.waitFor(() => expect(silent).toEqual(["2 more containers are not heard: choose a pod."]));
  expect(cluster.tries).toBe(20);
  cluster.listed = [of("pod-0", { restarts: 1 }), ...pods.slice(1)];
  cluster.open.get("pod-0")?.end();
  await vi.waitFor(() => expect(cluster.tries).toBe(21));
  expect(cluster.open.has("pod-20")).toBe(false);
  stop.abort();
  await over;
});
