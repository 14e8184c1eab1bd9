"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, releaseKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";

const ABOUT = { quarantine: "quarantineRelease", lift: "liftQuarantine" } as const;

/** Puts a release into quarantine, or lifts it. */
export function useQuarantine(releaseId: string, verb: keyof typeof ABOUT, onDone: () => void) {
  const refresh = useRefresh();
  return useMutation<unknown, ApiError, string>({
    mutationFn: (reason) => call(ABOUT[verb], { params: { releaseId }, body: { reason } }),
    onSuccess: () => {
      refresh();
      onDone();
    },
    onError: refresh,
  });
}

export function useAttachEvidence(releaseId: string, onDone: () => void) {
  const refresh = useRefresh();
  return useMutation<unknown, ApiError, Input<"attachEvidence">["body"]>({
    mutationFn: (body) => call("attachEvidence", { params: { releaseId }, body }),
    onSuccess: () => {
      refresh();
      onDone();
    },
  });
}

function useRefresh(): () => void {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [releaseKeys.all, changeKeys.all]) void client.invalidateQueries({ queryKey });
  };
}
