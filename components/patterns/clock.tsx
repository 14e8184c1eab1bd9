"use client";

import { createContext, type ReactNode, useCallback, useContext, useSyncExternalStore } from "react";

const RenderedAt = createContext(0);

/** Gives the first paint the server's clock, so that server and browser write the same durations. */
export function ClockProvider({ renderedAt, children }: { renderedAt: number; children: ReactNode }) {
  return <RenderedAt value={renderedAt}>{children}</RenderedAt>;
}

/** The time now in epoch milliseconds, advancing every `stepMs`. */
export function useNow(stepMs = 1_000): number {
  const renderedAt = useContext(RenderedAt);
  const subscribe = useCallback(
    (listener: () => void) => {
      const timer = setInterval(listener, stepMs);
      return () => clearInterval(timer);
    },
    [stepMs],
  );
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / stepMs) * stepMs,
    () => renderedAt,
  );
}

const never = () => () => undefined;

/** The browser's own zone; null on the server and in the first paint. */
export function useReaderZone(): string | null {
  return useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => null,
  );
}
