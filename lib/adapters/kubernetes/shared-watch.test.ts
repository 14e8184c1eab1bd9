import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Reply, type ScriptedServer, sendJson, startScriptedServer } from "@/lib/testing/cluster-script";
import { readKubeconfig } from "./kubeconfig";
import type { Pod } from "./shapes";
import { SharedWatch, type WatchListener } from "./shared-watch";
import { Transport } from "./transport";

const TIMING = { resyncMs: 60_000, silenceMs: 30_000, lingerMs: 20, retryMs: 20 };
const pod = (name: string, version: string, namespace = "north") => ({
  metadata: { name, namespace, resourceVersion: version, managedFields: [{}] },
});
const list = (version: string, ...items: unknown[]) => ({ metadata: { resourceVersion: version }, items });
const line = (type: string, object: unknown) => `${JSON.stringify({ type, object })}\n`;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function start(reply: Reply, timing = TIMING) {
  const server = await startScriptedServer(reply);
  const transport = new Transport(readKubeconfig(server.kubeconfig));
  cleanups.push(
    () => server.stop(),
    () => transport.close(),
  );
  const watch = new SharedWatch<Pod>(transport, "/api/v1/pods", timing);
  return { server, watch };
}
function listen(watch: SharedWatch<Pod>) {
  const listener = {
    onNamespace: vi.fn(),
    onListed: vi.fn(),
    onReachable: vi.fn(),
    onUnreachable: vi.fn(),
  } satisfies WatchListener;
  const leave = watch.subscribe(listener);
  cleanups.push(leave);
  return { ...listener, leave };
}
const isWatch = ({ query }: { query: URLSearchParams }) => query.get("watch") === "true";
const names = (watch: SharedWatch<Pod>, namespace = "north") =>
  watch.inNamespace(namespace).map(({ metadata }) => metadata.name);
const watches = (server: ScriptedServer) => server.seen.filter(isWatch);
const lists = (server: ScriptedServer) => server.seen.filter((seen) => !isWatch(seen));

/** Answers the list, and keeps the response of each watch for the test to write to. */
function scripted(listBody: unknown) {
  const open: ServerResponse[] = [];
  const reply: Reply = (seen, response) => {
    if (!isWatch(seen)) return sendJson(response, listBody);
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    open.push(response);
  };
  return { open, reply };
}

describe("a shared watch", () => {
  it("lists by label, then follows additions, changes and removals", async () => {
    const { open, reply } = scripted(list("10", pod("a", "9")));
    const { watch, server } = await start(reply);
    const heard = listen(watch);
    await vi.waitFor(() => expect(open).toHaveLength(1));
    expect(names(watch)).toEqual(["a"]);
    expect(lists(server)[0]?.query.get("labelSelector")).toBe("app.kubernetes.io/managed-by=holdfast");
    expect(watches(server)[0]?.query.get("resourceVersion")).toBe("10");

    open[0]?.write(line("ADDED", pod("b", "11")) + line("DELETED", pod("a", "12")));
    await vi.waitFor(() => expect(names(watch)).toEqual(["b"]));
    open[0]?.write(line("DELETED", pod("b", "13")));
    await vi.waitFor(() => expect(names(watch)).toEqual([]));
    expect(heard.onNamespace).toHaveBeenCalledWith("north");
    expect(heard.onReachable).toHaveBeenCalledTimes(1);
    expect(heard.onUnreachable).not.toHaveBeenCalled();
  });

  it("takes an event that arrives in pieces", async () => {
    const { open, reply } = scripted(list("1"));
    const { watch } = await start(reply);
    listen(watch);
    await vi.waitFor(() => expect(open).toHaveLength(1));
    const bytes = Buffer.from(line("ADDED", pod("größe", "2")));
    const cut = bytes.indexOf(0xc3) + 1;
    open[0]?.write(bytes.subarray(0, cut));
    await new Promise((resolve) => setImmediate(resolve));
    open[0]?.write(bytes.subarray(cut));
    await vi.waitFor(() => expect(names(watch)).toEqual(["größe"]));
  });

  it("goes on from the last version, a bookmark's too, when the server ends the watch or the line breaks", async () => {
    const { open, reply } = scripted(list("1"));
    const { watch, server } = await start(reply);
    const heard = listen(watch);
    await vi.waitFor(() => expect(open).toHaveLength(1));
    open[0]?.end(line("ADDED", pod("a", "5")) + line("BOOKMARK", { metadata: { resourceVersion: "8" } }));
    await vi.waitFor(() => expect(open).toHaveLength(2));
    expect(watches(server)[1]?.query.get("resourceVersion")).toBe("8");
    open[1]?.destroy();
    await vi.waitFor(() => expect(open).toHaveLength(3));
    expect(lists(server)).toHaveLength(1);
    expect(heard.onUnreachable).not.toHaveBeenCalled();
  });

  it("goes on after silence: a dead connection looks like a quiet one", async () => {
    const { open, reply } = scripted(list("1"));
    const { watch } = await start(reply, { ...TIMING, silenceMs: 40 });
    listen(watch);
    await vi.waitFor(() => expect(open.length).toBeGreaterThanOrEqual(2), 3_000);
  });

  it("lists anew when its version is too old, in the stream and by status, and drops what is gone", async () => {
    const { open, reply } = scripted(list("1", pod("a", "1"), pod("other", "1", "south")));
    const { watch, server } = await start(reply);
    const heard = listen(watch);
    await vi.waitFor(() => expect(open).toHaveLength(1));
    const fresh = scripted(list("50", pod("b", "49")));
    server.reply(fresh.reply);
    open[0]?.end(line("ERROR", { kind: "Status", code: 410, message: "too old resource version" }));
    await vi.waitFor(() => expect(fresh.open).toHaveLength(1));
    expect(names(watch)).toEqual(["b"]);
    expect(heard.onListed).toHaveBeenLastCalledWith(new Set(["north", "south"]));

    server.reply((seen, response) =>
      isWatch(seen)
        ? sendJson(response, { kind: "Status", code: 410, message: "gone", reason: "Expired" }, 410)
        : sendJson(response, list("60", pod("c", "59"))),
    );
    fresh.open[0]?.end();
    await vi.waitFor(() => expect(names(watch)).toEqual(["c"]));
    expect(heard.onUnreachable).not.toHaveBeenCalled();
  });

  it("lists anew at each resync", async () => {
    const { reply } = scripted(list("1"));
    const { watch, server } = await start(reply, { ...TIMING, resyncMs: 50, silenceMs: 30 });
    listen(watch);
    await vi.waitFor(() => expect(lists(server).length).toBeGreaterThanOrEqual(2), 5_000);
  });

  it("reads long lists page by page", async () => {
    const { watch } = await start((seen, response) => {
      if (isWatch(seen)) return void response.writeHead(200).flushHeaders();
      if (seen.query.get("continue") === "more") return sendJson(response, list("7", pod("b", "2")));
      sendJson(response, { metadata: { resourceVersion: "7", continue: "more" }, items: [pod("a", "1")] });
    });
    listen(watch);
    await vi.waitFor(() => expect(names(watch)).toEqual(["a", "b"]));
  });

  it("says when the cluster stops answering and when it is back", async () => {
    const down: Reply = (_seen, response) =>
      sendJson(response, { kind: "Status", code: 503, message: "etcd is away" }, 503);
    const { watch, server } = await start(down);
    const heard = listen(watch);
    await vi.waitFor(() => expect(heard.onUnreachable).toHaveBeenCalled());
    expect(heard.onUnreachable.mock.calls[0]?.[0]).toContain("etcd is away");
    expect(watch.synced).toBe(false);
    server.reply(scripted(list("1", pod("a", "1"))).reply);
    await vi.waitFor(() => expect(heard.onReachable).toHaveBeenCalled());
    expect(names(watch)).toEqual(["a"]);
  });

  it("serves all listeners from one connection, tells late ones, and ends a little after the last", async () => {
    const { open, reply } = scripted(list("1", pod("a", "1")));
    const { watch, server } = await start(reply);
    const first = listen(watch);
    await vi.waitFor(() => expect(open).toHaveLength(1));
    const second = listen(watch);
    await vi.waitFor(() => expect(second.onListed).toHaveBeenCalledWith(new Set(["north"])));
    expect(server.seen).toHaveLength(2);
    const closed = new Promise((resolve) => open[0]?.on("close", resolve));
    first.leave();
    second.leave();
    await closed;
    expect(watch.synced).toBe(false);
    listen(watch);
    await vi.waitFor(() => expect(open).toHaveLength(2));
  });
});
