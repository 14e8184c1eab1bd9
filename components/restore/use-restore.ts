"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { environmentKeys, navigationKeys, operationKeys, overviewKeys } from "@/lib/client/query-keys";
import type { Loss, Restore, RestoreOptions } from "@/lib/contracts/api/resources/restore";

/** Below the target's own key: what makes the environment old makes this old too. */
export const restoreKey = ({ id, target }: Pick<Restore, "id" | "target">) =>
  [...environmentKeys.one(target.id), "restore", id] as const;

/** What is brought back: a backup, or a second of an environment. */
export type Chosen = { backupId: string } | { pointInTime: string; sourceEnvironmentId: string };
type Asked = Chosen & { reason: string; confirmation: string | null; acceptsDamage: boolean };

/** Asks for the restore and opens its page. */
export function useRequestRestore(options: RestoreOptions) {
  const client = useQueryClient();
  const router = useRouter();
  const environmentId = options.target.id;
  return useMutation<Restore, ApiError, Asked>({
    mutationFn: ({ confirmation, ...asked }) =>
      call("requestRestore", {
        params: { environmentId },
        body: { ...asked, ...(confirmation === null ? {} : { confirmation }) },
      }),
    onSuccess: (restore) => {
      client.setQueryData(restoreKey(restore), restore);
      for (const queryKey of [environmentKeys.all, operationKeys.lists])
        void client.invalidateQueries({ queryKey });
      router.push(`/restore/${restore.id}`);
    },
  });
}

/** What was written there since the chosen point: counted anew every half minute while the page is looked at. */
export function useLoss(environmentId: string, since: string | null) {
  return useQuery<Loss, ApiError>({
    queryKey: [...environmentKeys.one(environmentId), "loss", since],
    queryFn: ({ signal }) =>
      call("countLoss", { params: { environmentId }, query: { since: since ?? "" } }, signal),
    enabled: since !== null,
    refetchInterval: 30_000,
  });
}

export type Decision = "approve" | "reject" | "withdraw" | "undo";

/** One of the acts on a restore. A conflict shows it anew, so that one decides on what is. */
export function useDecideRestore(restore: Restore, decision: Decision) {
  const client = useQueryClient();
  return useMutation<Restore, ApiError, string>({
    mutationFn: (text) => {
      const params = { restoreId: restore.id };
      const { version } = restore;
      if (decision === "withdraw")
        return call("withdrawRestore", { params, body: { version, reason: text } });
      if (decision === "undo") return call("undoRestore", { params, body: { version, reason: text } });
      const body = { version, comment: text };
      return decision === "approve"
        ? call("approveRestore", { params, body })
        : call("rejectRestore", { params, body });
    },
    onSuccess: (next) => {
      client.setQueryData(restoreKey(next), next);
      for (const queryKey of [environmentKeys.all, operationKeys.lists, overviewKeys.all, navigationKeys.all])
        void client.invalidateQueries({ queryKey });
    },
    onError: () => void client.invalidateQueries({ queryKey: restoreKey(restore) }),
  });
}
