"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { affectedKeys } from "./affected-keys";
import { gatherKeys } from "./gather-keys";
import { type LiveState, openLiveConnection } from "./live-connection";
import { invalidateByEvent } from "./query-client";

let state: LiveState = { kind: "connecting" };
const listeners = new Set<() => void>();

function publish(next: LiveState) {
  state = next;
  for (const listener of listeners) listener();
}

/** Subscribes this tab to what happens in the reader's scope. Mount once, in the frame of the console. */
export function useLiveEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    // Active queries are fetched again at once, others when they are next shown.
    const invalidate = gatherKeys((queryKey) => invalidateByEvent(client, { queryKey }));
    const connection = openLiveConnection("/api/v1/events", {
      onEvent: (event) => invalidate(affectedKeys(event)),
      onOpen: () => void invalidateByEvent(client),
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
