"use client";

import { useQuery } from "@tanstack/react-query";
import { call } from "@/lib/client/call";
import { operationKeys } from "@/lib/client/query-keys";
import type { OperationEvent } from "@/lib/contracts/api/resources/operation";

/** The page keeps at most this many of the newest lines. */
const KEEP_LINES = 2_000;
/** One refresh asks at most this many pages of 500 lines. */
const MOST_PAGES = 8;

/** The operation's events, oldest first; every refresh asks only for what came after the last line. */
export function useOperationStory(operationId: string, seed: readonly OperationEvent[]) {
  return useQuery({
    queryKey: operationKeys.events(operationId),
    queryFn: async ({ signal, client, queryKey }) => {
      const known = client.getQueryData<readonly OperationEvent[]>(queryKey) ?? seed;
      return (await fetchAfter(operationId, known, signal)).slice(-KEEP_LINES);
    },
    initialData: seed,
    initialDataUpdatedAt: 0,
  });
}

async function fetchAfter(operationId: string, known: readonly OperationEvent[], signal: AbortSignal) {
  let lines = [...known];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const after = lines.at(-1)?.sequence ?? "0";
    const answer = await call("listOperationEvents", { params: { operationId }, query: { after } }, signal);
    lines = lines.concat(answer.items);
    if (!answer.more) break;
  }
  return lines;
}
