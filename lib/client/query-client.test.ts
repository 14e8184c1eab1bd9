import { QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { gatherKeys } from "./gather-keys";
import { createQueryClient, invalidateByEvent } from "./query-client";

const READ_MS = 400;
const queryKey = ["feeds", "list"];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page over a server that reads at once and answers late: an answer holds what was true when it was asked for. */
function openPage() {
  const client = createQueryClient();
  const server = { feeds: 0, asked: 0 };
  const queryFn = ({ signal }: { signal: AbortSignal }) => {
    const { feeds } = server;
    server.asked += 1;
    return new Promise<number>((resolve, reject) => {
      setTimeout(() => resolve(feeds), READ_MS);
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  };
  const seen: string[] = [];
  const observer = new QueryObserver(client, { queryKey, queryFn });
  const close = observer.subscribe(({ status, data, fetchStatus }) => {
    const now = `${status} ${fetchStatus} ${data}`;
    if (seen.at(-1) !== now) seen.push(now);
  });
  return { client, server, seen, observer, close };
}

it("shows what a command changed while the first answer was on its way, and never the answer from before", async () => {
  const { client, server, seen, close } = openPage();
  await vi.advanceTimersByTimeAsync(READ_MS / 2);
  server.feeds = 1;
  const settled = client.invalidateQueries({ queryKey: ["feeds"] });
  await vi.advanceTimersByTimeAsync(READ_MS);
  await settled;
  expect(seen.filter((state) => !state.startsWith("pending"))).toEqual(["success idle 1"]);
  expect(server.asked).toBe(2);
  close();
  client.clear();
});

it("asks anew for what has an answer already, and leaves alone what the command did not touch", async () => {
  const { client, server, observer, close } = openPage();
  await vi.advanceTimersByTimeAsync(READ_MS);
  void client.invalidateQueries({ queryKey: ["feeds"] });
  await vi.advanceTimersByTimeAsync(READ_MS / 2);
  server.feeds = 2;
  void client.invalidateQueries({ queryKey: ["feeds"] });
  void client.invalidateQueries({ queryKey: ["changes"] });
  await vi.advanceTimersByTimeAsync(READ_MS);
  expect(observer.getCurrentResult().data).toBe(2);
  expect(server.asked).toBe(3);
  close();
  client.clear();
});

it("asks when it is next shown, if nobody looks any more", async () => {
  const { client, server } = openPage();
  const unread = { queryKey: ["feeds", "other"], queryFn: () => new Promise<number>(() => undefined) };
  const reading = client.prefetchQuery(unread);
  await client.invalidateQueries({ queryKey: unread.queryKey });
  await reading;
  expect(client.getQueryState(unread.queryKey)).toMatchObject({ status: "pending", fetchStatus: "idle" });
  expect(server.asked).toBe(1);
  client.clear();
});

it("keeps a slow first answer while live events come faster than it", async () => {
  const { client, server, observer, close } = openPage();
  const hear = gatherKeys((key) => invalidateByEvent(client, { queryKey: key }));
  for (let event = 0; event < 10; event += 1) {
    hear([["feeds"]]);
    await vi.advanceTimersByTimeAsync(READ_MS / 10);
  }
  await vi.advanceTimersByTimeAsync(READ_MS / 10);
  expect(observer.getCurrentResult()).toMatchObject({ status: "success", data: 0 });
  expect(server.asked).toBeLessThanOrEqual(2);
  close();
  client.clear();
});

it("asks once more when a first answer from before the last event is there", async () => {
  const { client, server, observer, close } = openPage();
  const hear = gatherKeys((key) => invalidateByEvent(client, { queryKey: key }));
  await vi.advanceTimersByTimeAsync(READ_MS / 2);
  server.feeds = 1;
  hear([["feeds"]]);
  await vi.advanceTimersByTimeAsync(READ_MS * 2);
  expect(observer.getCurrentResult().data).toBe(1);
  expect(server.asked).toBe(2);
  close();
  client.clear();
});
