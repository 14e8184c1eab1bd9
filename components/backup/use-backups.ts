"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { environmentKeys, operationKeys, overviewKeys } from "@/lib/client/query-keys";
import type { BackupPage } from "@/lib/contracts/api/resources/backup";
import type { Operation } from "@/lib/contracts/api/resources/operation";

/** Below the environment's own key: what makes the environment old makes its backups old too. */
const backupsKey = (environmentId: string) => [...environmentKeys.one(environmentId), "backups"] as const;
export const backupKey = (environmentId: string, backupId: string) =>
  [...backupsKey(environmentId), backupId] as const;
export const boardKey = [...overviewKeys.all, "recovery"] as const;

/** The newest backups of an environment. */
export function useBackups(environmentId: string, limit: number) {
  return useQuery<BackupPage, ApiError>({
    queryKey: [...backupsKey(environmentId), { limit }],
    queryFn: ({ signal }) => call("listBackups", { params: { environmentId }, query: { limit } }, signal),
  });
}

function useStarted(environmentId: string) {
  const client = useQueryClient();
  const router = useRouter();
  return {
    onSuccess: (operation: Operation) => {
      client.setQueryData(operationKeys.one(operation.id), operation);
      for (const queryKey of [environmentKeys.one(environmentId), operationKeys.lists, overviewKeys.all])
        void client.invalidateQueries({ queryKey });
      router.push(`/operations/${operation.id}`);
    },
    onError: () => void client.invalidateQueries({ queryKey: environmentKeys.one(environmentId) }),
  };
}

/** Takes a backup now, then opens its operation. */
export const useTakeBackup = (environmentId: string) =>
  useMutation<Operation, ApiError, void>({
    mutationFn: () => call("takeBackup", { params: { environmentId } }),
    ...useStarted(environmentId),
  });

/** Reads a backup back, then opens the operation. */
export const useVerifyBackup = (environmentId: string, backupId: string) =>
  useMutation<Operation, ApiError, void>({
    mutationFn: () => call("verifyBackup", { params: { backupId } }),
    ...useStarted(environmentId),
  });
