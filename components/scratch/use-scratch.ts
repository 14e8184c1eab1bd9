"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { environmentKeys, operationKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { Scratch } from "@/lib/contracts/api/resources/scratch";

/** Below the environment's own key: what makes that old makes this old too. */
export const scratchKey = ({ id, environment }: Pick<Scratch, "id" | "environment">) =>
  [...environmentKeys.one(environment.id), "scratch", id] as const;
export const scratchListKey = (environmentId: string) =>
  [...environmentKeys.one(environmentId), "scratch-list"] as const;

/** Asks for the copy and opens its page. */
export function useMakeScratch(environmentId: string) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation<Scratch, ApiError, Input<"makeScratch">["body"]>({
    mutationFn: (body) => call("makeScratch", { params: { environmentId }, body }),
    onSuccess: (scratch) => {
      client.setQueryData(scratchKey(scratch), scratch);
      for (const queryKey of [environmentKeys.all, operationKeys.lists])
        void client.invalidateQueries({ queryKey });
      router.push(`/scratch/${scratch.id}`);
    },
  });
}

type ScratchAct = { act: "remove"; reason: string } | { act: "keep"; reason: string; hours: number };

/** Moves the end of a copy, or removes it. A conflict shows it anew, so that one decides on what is. */
export function useScratchAct(scratch: Scratch) {
  const client = useQueryClient();
  return useMutation<Scratch, ApiError, ScratchAct>({
    mutationFn: (asked) => {
      const params = { scratchId: scratch.id };
      const { version } = scratch;
      const { reason } = asked;
      return asked.act === "remove"
        ? call("removeScratch", { params, body: { version, reason } })
        : call("keepScratch", { params, body: { version, reason, hours: asked.hours } });
    },
    onSuccess: (next) => {
      client.setQueryData(scratchKey(next), next);
      for (const queryKey of [environmentKeys.all, operationKeys.lists])
        void client.invalidateQueries({ queryKey });
    },
    onError: () => void client.invalidateQueries({ queryKey: scratchKey(scratch) }),
  });
}
