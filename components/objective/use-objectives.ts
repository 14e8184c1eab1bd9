"use client";

import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { auditKeys, changeKeys, objectiveKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { BusinessProcess, EnvironmentProof, ProcessList } from "@/lib/contracts/api/resources/objective";

function refresh(client: QueryClient): void {
  for (const queryKey of [objectiveKeys.all, changeKeys.all, auditKeys.all])
    void client.invalidateQueries({ queryKey });
}

/** What a tenant's business promised itself. */
export const useProcesses = (tenantId: string) =>
  useQuery<ProcessList, ApiError>({
    queryKey: objectiveKeys.processes(tenantId),
    queryFn: ({ signal }) => call("listProcesses", { params: { tenantId } }, signal),
  });

/** One environment's promise and proof. */
export const useProof = (environmentId: string) =>
  useQuery<EnvironmentProof, ApiError>({
    queryKey: objectiveKeys.proof(environmentId),
    queryFn: ({ signal }) => call("getProof", { params: { environmentId } }, signal),
  });

type Draft = Input<"addProcess">["body"];

/** Adds a process, or changes one; what follows from it is asked again. */
export function useSaveProcess(tenantId: string, process: BusinessProcess | null, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<BusinessProcess, ApiError, Draft>({
    mutationFn: (body) =>
      process === null
        ? call("addProcess", { params: { tenantId }, body })
        : call("editProcess", {
            params: { processId: process.id },
            body: { ...body, version: process.version },
          }),
    onSuccess: () => {
      refresh(client);
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict") refresh(client);
    },
  });
}

/** Removes a process. */
export function useRemoveProcess(process: BusinessProcess, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<unknown, ApiError, void>({
    mutationFn: () =>
      call("removeProcess", { params: { processId: process.id }, body: { version: process.version } }),
    onSuccess: () => {
      refresh(client);
      onDone();
    },
    onError: () => refresh(client),
  });
}
