import { afterAll, beforeAll, expect, it } from "vitest";
import { createClusters } from "@/lib/adapters/kubernetes/clusters";
import { failureOf, namespaceObject, shortId, testKubeconfigText } from "@/lib/testing/cluster-contract";
import { testDeployment } from "@/lib/testing/cluster-pods";
import { PodFollower } from "./follow-pods";
import { createLogs } from "./logs";

const kubeconfig = testKubeconfigText();
const clusters = createClusters({ loadKubeconfig: async () => ({ kubeconfig, context: null }) });
const logs = createLogs(clusters, { loadLogsSource: async () => null });
const namespace = `hf-logs-${shortId()}`;
const target = { clusterId: "c", namespace };
const limit = AbortSignal.timeout(50_000);
const LINES =
  "2026-11-21 14:00:00,000 1 ERROR db odoo.http: order 7 failed\nTraceback order 7\npassword=hunter2hunter2\n";
const MINUTES = 60_000;

beforeAll(async () => {
  const { objects, waits } = await clusters.open("c");
  const options = { fieldManager: "holdfast", force: true, signal: limit };
  await objects.apply([namespaceObject(namespace)], options);
  await objects.apply([testDeployment(namespace, { revision: "1", behaviour: { logs: LINES } })], options);
  expect(await waits.rollout(namespace, ["web"], { signal: limit, onProgress: () => undefined })).toBeNull();
});
afterAll(async () => {
  const { objects } = await clusters.open("c");
  await objects.remove({ apiVersion: "v1", kind: "Namespace", name: namespace }, limit);
});

const read = (more: object = {}) => {
  const to = new Date(Date.now() + MINUTES);
  const question = {
    from: new Date(to.getTime() - 20 * MINUTES),
    to,
    pod: null,
    text: "",
    limit: 100,
    ...more,
  };
  return logs.read(target, question, limit);
};

it("reads every pod's lines of a window, by text, without credentials, the newest of too many", async () => {
  const all = await read();
  expect(all).toMatchObject({ source: "pods", cut: false, silent: [] });
  expect(all.lines).toHaveLength(6);
  expect(new Set(all.lines.map(({ pod }) => pod)).size).toBe(2);
  expect(all.lines.map(({ text }) => text).join()).not.toContain("hunter2");
  const [pod = ""] = all.lines.map((line) => line.pod);
  expect((await read({ pod, text: "ORDER 7" })).lines.map(({ text }) => text)).toHaveLength(2);
  expect(await read({ limit: 4 })).toMatchObject({ cut: true, lines: { length: 4 } });
  expect((await read({ to: new Date(0), from: new Date(-1_000) })).lines).toEqual([]);
});

it("reads the newest lines of a log that is larger than may be read", async () => {
  const { objects, logs: ofPods } = await clusters.open("c");
  const chatty = Array.from({ length: 600 }, (_, number) => `line ${number} of the chatty one`).join("\n");
  const behaviour = { logs: `${chatty}\n` };
  const deployment = testDeployment(namespace, { name: "chatty", replicas: 1, revision: "1", behaviour });
  await objects.apply([deployment], { fieldManager: "holdfast", force: true, signal: limit });
  const find = async () =>
    (await ofPods.containers(namespace, limit)).find((one) => one.pod.startsWith("chatty"));
  await expect.poll(find, { timeout: 30_000 }).toBeDefined();
  const { pod = "", container = "" } = (await find()) ?? {};
  const options = { sinceSeconds: 600, limitBytes: 6_000, previous: false, signal: limit };
  const last = async () => (await ofPods.read({ namespace, pod, container }, options)).lines.at(-1);
  await expect.poll(last, { timeout: 30_000 }).toContain("line 599 of the chatty one");
  expect((await ofPods.read({ namespace, pod, container }, options)).cut).toBe(true);
  await objects.remove({ apiVersion: "apps/v1", kind: "Deployment", namespace, name: "chatty" }, limit);
});

it("hears the pods of a rollout that begins after it", async () => {
  const { objects, logs: ofPods } = await clusters.open("c");
  const stop = new AbortController();
  const heard: string[] = [];
  const silent: string[] = [];
  const listener = {
    pod: null,
    onLine: ({ text }: { text: string }) => heard.push(text),
    onSilent: (sentence: string) => silent.push(sentence),
  };
  const followed = { logs: ofPods, namespace, listener, signal: stop.signal };
  const following = new PodFollower(followed, { pause: 100, look: 300 }).run();
  const next = testDeployment(namespace, { revision: "2", behaviour: { logs: "the second release\n" } });
  await objects.apply([next], { fieldManager: "holdfast", force: true, signal: limit });
  // Of each of the two new pods, once.
  await expect
    .poll(() => heard.filter((text) => text === "the second release"), { timeout: 30_000 })
    .toHaveLength(2);
  stop.abort();
  await following;
  expect(silent).toEqual([]);
});

it("follows until it is told to stop; a namespace nobody made has nothing to read", async () => {
  const stop = new AbortController();
  const listener = { pod: null, onLine: () => undefined, onSilent: () => undefined };
  const following = logs.follow(target, listener, stop.signal);
  stop.abort();
  await following;
  const question = { from: new Date(0), to: new Date(), pod: null, text: "", limit: 1 };
  expect((await logs.read({ ...target, namespace: "hf-nowhere" }, question, limit)).lines).toEqual([]);
  const enough = AbortSignal.abort(new Error("enough"));
  expect(String(await failureOf(logs.read(target, question, enough)))).toContain("enough");
});
