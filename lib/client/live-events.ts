"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { affectedKeys } from "./affected-keys";
import { type LiveState, openLiveConnection } from "./live-connection";

/** Events of one burst are gathered this long before the page asks again. Part of the 500 ms to the eye. */
const GATHER_MS = 20;

let state: LiveState = { kind: "connecting" };
const listeners = new Set<() => void>();

function publish(next: LiveState) {
  state = next;
  for (const listener of listeners) listener();
}

/** Marks what events made old; active queries are fetched again at once, others when they are next shown. */
function gatherer(client: QueryClient) {
  let pending = new Map<string, readonly unknown[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    const keys = pending;
    pending = new Map();
    for (const queryKey of keys.values()) void client.invalidateQueries({ queryKey });
  };
  return (keys: readonly (readonly unknown[])[]) => {
    for (const key of keys) pending.set(JSON.stringify(key), key);
    if (timer === undefined) timer = setTimeout(flush, GATHER_MS);
  };
}

/** Subscribes this tab to what happens in the reader's scope. Mount once, in the frame of the console. */
export function useLiveEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const invalidate = gatherer(client);
    const connection = openLiveConnection("/api/v1/events", {
      onEvent: (event) => invalidate(affectedKeys(event)),
      onOpen: () => void client.invalidateQueries(),
      onState: publish,
    });
    window.addEventListener("online", connection.retry);
    window.addEventListener("offline", connection.lose);
    return () => {
      window.removeEventListener("online", connection.retry);
      window.removeEventListener("offline", connection.lose);
      connection.stop();
      publish({ kind: "connecting" });
    };
  }, [client]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const connecting: LiveState = { kind: "connecting" };

/** Whether this tab is told of changes now, and if not, since when. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    subscribe,
    () => state,
    () => connecting,
  );
}
