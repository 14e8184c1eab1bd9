"use client";

import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import {
  changeKeys,
  environmentKeys,
  navigationKeys,
  operationKeys,
  overviewKeys,
} from "@/lib/client/query-keys";
import type { Operation } from "@/lib/contracts/api/resources/operation";
import type { Restore } from "@/lib/contracts/api/resources/restore";
import type { RollbackPreview } from "@/lib/contracts/api/resources/rollback";

/** Below the environment's own key: what makes the environment old makes this old too. */
const previewKey = (environmentId: string) => [...environmentKeys.one(environmentId), "rollback"] as const;

/** What going back would mean now; follows live events as its environment does. */
export function useRollbackPreview(environmentId: string) {
  return useQuery<RollbackPreview, ApiError>({
    queryKey: previewKey(environmentId),
    queryFn: ({ signal }) => call("previewRollback", { params: { environmentId } }, signal),
  });
}

/** What a rollback that was asked for makes old. */
function renewStanding(client: QueryClient): void {
  const old = [
    environmentKeys.all,
    operationKeys.lists,
    overviewKeys.all,
    changeKeys.all,
    navigationKeys.all,
  ];
  for (const queryKey of old) void client.invalidateQueries({ queryKey });
}

type Asked = { reason: string; confirmation: string | null };

/** Goes back as previewed, then opens the operation. A conflict shows the preview anew, so that one decides on it. */
export function useRollBack(preview: RollbackPreview) {
  const client = useQueryClient();
  const router = useRouter();
  const environmentId = preview.environment.id;
  return useMutation<Operation, ApiError, Asked>({
    mutationFn: ({ reason, confirmation }) =>
      call("rollBack", {
        params: { environmentId },
        body: {
          version: preview.environment.version,
          targetReleaseId: preview.target?.id ?? "",
          reason,
          ...(confirmation === null ? {} : { confirmation }),
        },
      }),
    onSuccess: (operation) => {
      client.setQueryData(operationKeys.one(operation.id), operation);
      renewStanding(client);
      router.push(`/operations/${operation.id}`);
    },
    onError: (error) => {
      if (error.code === "conflict" || error.code === "gate_refused") {
        void client.invalidateQueries({ queryKey: environmentKeys.one(environmentId) });
      }
    },
  });
}

/** Asks for release and data together, then opens the request's page. A conflict shows the preview anew. */
export function useRollBackWithData(preview: RollbackPreview) {
  const client = useQueryClient();
  const router = useRouter();
  const environmentId = preview.environment.id;
  return useMutation<Restore, ApiError, Asked>({
    mutationFn: ({ reason, confirmation }) =>
      call("rollBackWithData", {
        params: { environmentId },
        body: {
          targetReleaseId: preview.target?.id ?? "",
          backupId: preview.withData.checkpoint?.backupId ?? "",
          reason,
          ...(confirmation === null ? {} : { confirmation }),
        },
      }),
    onSuccess: (restore) => {
      renewStanding(client);
      router.push(`/restore/${restore.id}`);
    },
    onError: () => void client.invalidateQueries({ queryKey: environmentKeys.one(environmentId) }),
  });
}
