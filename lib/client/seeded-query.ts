"use client";

import { type QueryKey, type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ApiError } from "./api-error";
import { useLiveState } from "./live-events";

type Seeded<Data> = {
  queryKey: QueryKey;
  queryFn: (context: { signal: AbortSignal }) => Promise<Data>;
  /** What the server rendered; undefined when this page of a list was not rendered by it. */
  seed: Data | undefined;
  /** When the server read it, in epoch milliseconds. */
  seededAt: number;
  /** For what changes without an event: how often it is asked for, in milliseconds. */
  everyMs?: number;
};

/** While events do not arrive the page asks by itself, this often. */
const POLL_WHEN_LOST_MS = 10_000;

/** How an environment is ages by itself: that nobody looks any more comes without an event. */
export const HEALTH_AGES_MS = 60_000;

/** A query that starts with what the server already knew, then follows live events. */
export function useSeededQuery<Data>({
  queryKey,
  queryFn,
  seed,
  seededAt,
  everyMs,
}: Seeded<Data>): UseQueryResult<Data, ApiError> {
  const live = useLiveState();
  return useQuery<Data, ApiError>({
    queryKey,
    queryFn,
    ...(seed === undefined ? {} : { initialData: seed as never, initialDataUpdatedAt: seededAt }),
    refetchInterval: live.kind === "lost" ? POLL_WHEN_LOST_MS : (everyMs ?? false),
  });
}
