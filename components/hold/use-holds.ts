"use client";

import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, environmentKeys, holdKeys, overviewKeys, tenantKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { Hold } from "@/lib/contracts/api/resources/hold";

const SHOW_HOLDS = [holdKeys.all, environmentKeys.all, tenantKeys.all, changeKeys.all, overviewKeys.all];

function refresh(client: QueryClient): void {
  for (const queryKey of SHOW_HOLDS) void client.invalidateQueries({ queryKey });
}

/** Places a hold; whatever shows holds is asked again. */
export function usePlaceHold(onDone: () => void) {
  const client = useQueryClient();
  return useMutation<Hold, ApiError, Input<"placeHold">["body"]>({
    mutationFn: (body) => call("placeHold", { body }),
    onSuccess: () => {
      refresh(client);
      onDone();
    },
  });
}

/** Lifts a hold with a reason. A conflict means that it is over already: then the page asks again too. */
export function useLiftHold(holdId: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<Hold, ApiError, string>({
    mutationFn: (reason) => call("liftHold", { params: { holdId }, body: { reason } }),
    onSuccess: () => {
      refresh(client);
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict") refresh(client);
    },
  });
}

/** Browsers wait no longer than this in one timer, in milliseconds; no page stays open for 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Asked this much after the end, so that a clock a little ahead of the server's finds the hold gone. */
const AFTER_END_MS = 1_000;

/** Asks again when the hold ends by itself: nobody announces an end that only time brings. */
export function useHoldEnd(until: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (until === undefined) return;
    const wait = Math.max(0, Date.parse(until) - Date.now()) + AFTER_END_MS;
    if (wait > LONGEST_TIMER_MS) return;
    const timer = setTimeout(() => refresh(client), wait);
    return () => clearTimeout(timer);
  }, [client, until]);
}
