"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { backupKey } from "@/components/backup/use-backups";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { environmentKeys, operationKeys, overviewKeys } from "@/lib/client/query-keys";
import type { Backup, Retention } from "@/lib/contracts/api/resources/backup";
import type { Operation } from "@/lib/contracts/api/resources/operation";

function useChanged({ environment, id }: Backup, onDone?: () => void) {
  const client = useQueryClient();
  return {
    onSuccess: (backup: Backup) => {
      client.setQueryData(backupKey(environment.id, id), backup);
      void client.invalidateQueries({ queryKey: environmentKeys.one(environment.id) });
      onDone?.();
    },
  };
}

/** Keeps a backup until a moment, for a reason. */
export const useKeepBackup = (backup: Backup, onDone: () => void) =>
  useMutation<Backup, ApiError, { until: string; reason: string }>({
    mutationFn: (body) => call("keepBackup", { params: { backupId: backup.id }, body }),
    ...useChanged(backup, onDone),
  });

/** Leaves a kept backup to the rules again. */
export const useReleaseBackup = (backup: Backup) =>
  useMutation<Backup, ApiError, void>({
    mutationFn: () => call("releaseBackup", { params: { backupId: backup.id } }),
    ...useChanged(backup),
  });

/** What the rules make of an environment's backups; old as soon as its backups are. */
export const useRetention = (environmentId: string) =>
  useQuery<Retention, ApiError>({
    queryKey: [...environmentKeys.one(environmentId), "backups", "retention"],
    queryFn: ({ signal }) => call("getRetention", { params: { environmentId } }, signal),
  });

/** Forgets now what the rules do not keep, then opens the operation. */
export function usePruneBackups(environmentId: string) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation<Operation, ApiError, void>({
    mutationFn: () => call("pruneBackups", { params: { environmentId } }),
    onSuccess: (operation) => {
      client.setQueryData(operationKeys.one(operation.id), operation);
      for (const queryKey of [environmentKeys.one(environmentId), operationKeys.lists, overviewKeys.all])
        void client.invalidateQueries({ queryKey });
      router.push(`/operations/${operation.id}`);
    },
    onError: () => void client.invalidateQueries({ queryKey: environmentKeys.one(environmentId) }),
  });
}
