"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { auditKeys, workflowKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type {
  Workflow,
  WorkflowCourse,
  WorkflowList,
  WorkflowRuns,
} from "@/lib/contracts/api/resources/workflow";

/** What changes nothing tells nobody; a try that was asked for is looked for more often. */
const ASK_AGAIN_MS = 30_000;
const ASKED_MS = 2_000;

/** The workflows of an environment: what the server rendered, then what events and the clock bring. */
export const useWorkflows = (seed: WorkflowList, seededAt: number) =>
  useQuery<WorkflowList, ApiError>({
    queryKey: workflowKeys.list(seed.environment.id),
    queryFn: ({ signal }) =>
      call("listWorkflows", { params: { environmentId: seed.environment.id } }, signal),
    initialData: seed,
    initialDataUpdatedAt: seededAt,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ asked }) => asked !== null) ? ASKED_MS : ASK_AGAIN_MS,
  });

type Place = { environmentId: string; workflow: Workflow["id"] };
export type TrySpan = "24h" | "7d" | "35d";

export const useTryCourse = (place: Place, span: TrySpan) =>
  useQuery<WorkflowCourse, ApiError>({
    queryKey: workflowKeys.course(place.environmentId, place.workflow, span),
    queryFn: ({ signal }) => call("getWorkflowCourse", { params: place, query: { span } }, signal),
    refetchInterval: span === "24h" ? 2 * ASK_AGAIN_MS : false,
  });

/** One page of tries; the newest page is looked at again. */
export const useTries = (place: Place, cursor: string | undefined) =>
  useQuery<WorkflowRuns, ApiError>({
    queryKey: workflowKeys.tries(place.environmentId, place.workflow, cursor),
    queryFn: ({ signal }) =>
      call(
        "listWorkflowTries",
        { params: place, query: { limit: 25, ...(cursor ? { cursor } : {}) } },
        signal,
      ),
    refetchInterval: cursor === undefined ? ASK_AGAIN_MS : false,
  });

function useWrite<Asked>(
  environmentId: string,
  write: (asked: Asked) => Promise<Workflow>,
  onDone?: () => void,
) {
  const client = useQueryClient();
  const refresh = () => {
    for (const queryKey of [workflowKeys.all(environmentId), auditKeys.all])
      void client.invalidateQueries({ queryKey });
  };
  return useMutation<Workflow, ApiError, Asked>({
    mutationFn: write,
    onSuccess: (next) => {
      client.setQueryData<WorkflowList>(workflowKeys.list(environmentId), (list) =>
        list === undefined
          ? list
          : { ...list, items: list.items.map((each) => (each.id === next.id ? next : each)) },
      );
      refresh();
      onDone?.();
    },
    onError: (error) => {
      if (error.code === "conflict") refresh();
    },
  });
}

/** Has a workflow tried now. */
export const useTryNow = ({ environmentId, workflow }: Place) =>
  useWrite<void>(environmentId, () => call("tryWorkflow", { params: { environmentId, workflow } }));

/** Sets owner, schedule, promise and fallback. */
export const useEditWorkflow = ({ environmentId, workflow }: Place, onDone: () => void) =>
  useWrite<Input<"editWorkflow">["body"]>(
    environmentId,
    (body) => call("editWorkflow", { params: { environmentId, workflow }, body }),
    onDone,
  );
