"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { auditKeys, runbookKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { Runbook, RunbookRun, RunList } from "@/lib/contracts/api/resources/runbook";

/** What was followed for an environment, and what can be. */
export const useRuns = (environmentId: string) =>
  useQuery<RunList, ApiError>({
    queryKey: runbookKeys.runs(environmentId),
    queryFn: ({ signal }) => call("listRunbookRuns", { params: { environmentId } }, signal),
  });

/** Writes a runbook or its next version, then opens it. */
export function useSaveRunbook(runbook: Runbook | null) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation<Runbook, ApiError, Input<"createRunbook">["body"]>({
    mutationFn: ({ tenantId, ...body }) =>
      runbook === null
        ? call("createRunbook", { body: { tenantId, ...body } })
        : call("reviseRunbook", {
            params: { runbookId: runbook.id },
            body: { ...body, version: runbook.version },
          }),
    onSuccess: (saved) => {
      for (const queryKey of [runbookKeys.all, auditKeys.all]) void client.invalidateQueries({ queryKey });
      router.push(`/runbooks/${saved.id}`);
    },
    onError: (error) => {
      if (error.code === "conflict") void client.invalidateQueries({ queryKey: runbookKeys.all });
    },
  });
}

/** Puts a runbook away, or takes it out again. */
export function useArchiveRunbook(runbook: Runbook) {
  const client = useQueryClient();
  return useMutation<Runbook, ApiError, void>({
    mutationFn: () =>
      call("archiveRunbook", {
        params: { runbookId: runbook.id },
        body: { version: runbook.version, archived: !runbook.archived },
      }),
    onSettled: () => void client.invalidateQueries({ queryKey: runbookKeys.all }),
  });
}

/** Begins to follow a runbook, then opens the run. */
export function useFollowRunbook(environmentId: string, incidentId?: string) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation<RunbookRun, ApiError, string>({
    mutationFn: (runbookId) =>
      call("followRunbook", {
        params: { environmentId },
        body: { runbookId, ...(incidentId === undefined ? {} : { incidentId }) },
      }),
    onSuccess: (run) => {
      client.setQueryData(runbookKeys.run(run.id), run);
      router.push(`/runbook-runs/${run.id}`);
    },
    onError: () => void client.invalidateQueries({ queryKey: runbookKeys.runs(environmentId) }),
  });
}

type Ticked = Input<"tickRunbookStep">["body"];

/** Ticks a step or takes its tick back; when somebody else was faster the page asks again. */
export function useTick(runId: string) {
  const client = useQueryClient();
  return useMutation<RunbookRun, ApiError, Ticked>({
    mutationFn: (body) => call("tickRunbookStep", { params: { runId }, body }),
    onSuccess: (run) => client.setQueryData(runbookKeys.run(runId), run),
    onError: () => void client.invalidateQueries({ queryKey: runbookKeys.run(runId) }),
  });
}

/** Ends a run with what came of it. */
export function useFinishRun(run: RunbookRun, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<RunbookRun, ApiError, string>({
    mutationFn: (outcome) =>
      call("finishRunbookRun", { params: { runId: run.id }, body: { version: run.version, outcome } }),
    onSuccess: (ended) => {
      client.setQueryData(runbookKeys.run(run.id), ended);
      onDone();
    },
    onError: () => void client.invalidateQueries({ queryKey: runbookKeys.run(run.id) }),
  });
}
