"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { environmentKeys, operationKeys, overviewKeys } from "@/lib/client/query-keys";
import type { Drill, DrillOptions } from "@/lib/contracts/api/resources/drill";
import type { DrillScenario } from "@/lib/domain/drill/scenario";

/** Below the environment's own key: what makes the environment old makes its drills old too. */
export const drillKey = ({ id, environment }: Pick<Drill, "id" | "environment">) =>
  [...environmentKeys.one(environment.id), "drill", id] as const;
const optionsKey = (environmentId: string) =>
  [...environmentKeys.one(environmentId), "drill-options"] as const;
export const drillsKey = (filter: Readonly<Record<string, string | undefined>>) =>
  [...environmentKeys.lists, "drills", filter] as const;
export const coverageKey = [...overviewKeys.all, "drill-coverage"] as const;

/** The disasters that can be rehearsed on an environment now. */
export function useDrillOptions(environmentId: string) {
  return useQuery<DrillOptions, ApiError>({
    queryKey: optionsKey(environmentId),
    queryFn: ({ signal }) => call("getDrillOptions", { params: { environmentId } }, signal),
  });
}

export type AskedDrill = {
  scenario: DrillScenario;
  reason: string;
  hours?: number;
  moment?: string;
  clusterId?: string;
};

/** Starts a drill and opens its page. */
export function useStartDrill(environmentId: string) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation<Drill, ApiError, AskedDrill>({
    mutationFn: (body) => call("startDrill", { params: { environmentId }, body }),
    onSuccess: (drill) => {
      client.setQueryData(drillKey(drill), drill);
      for (const queryKey of [environmentKeys.all, operationKeys.lists, overviewKeys.all])
        void client.invalidateQueries({ queryKey });
      router.push(`/drills/${drill.id}`);
    },
    onError: () => void client.invalidateQueries({ queryKey: optionsKey(environmentId) }),
  });
}

/** Starts removing what a drill left. A conflict shows the drill anew. */
export function useClearDrill(drill: Drill) {
  const client = useQueryClient();
  return useMutation<Drill, ApiError, string>({
    mutationFn: (reason) =>
      call("clearDrill", { params: { drillId: drill.id }, body: { version: drill.version, reason } }),
    onSuccess: (next) => {
      client.setQueryData(drillKey(next), next);
      void client.invalidateQueries({ queryKey: operationKeys.lists });
    },
    onError: () => void client.invalidateQueries({ queryKey: drillKey(drill) }),
  });
}

export type FindingAct =
  | { act: "add"; text: string; ownerId: string | null; dueOn: string }
  | { act: "edit"; findingId: string; version: number; ownerId: string | null; dueOn: string }
  | { act: "close"; findingId: string; version: number; note: string };

/** Writes a finding down, gives it to somebody, or closes it. A conflict shows the drill anew. */
export function useFinding(drill: Drill) {
  const client = useQueryClient();
  return useMutation<Drill, ApiError, FindingAct>({
    mutationFn: (asked) => {
      if (asked.act === "add") {
        const { text, ownerId, dueOn } = asked;
        return call("addDrillFinding", { params: { drillId: drill.id }, body: { text, ownerId, dueOn } });
      }
      const { findingId, version } = asked;
      return asked.act === "edit"
        ? call("editDrillFinding", {
            params: { findingId },
            body: { version, ownerId: asked.ownerId, dueOn: asked.dueOn },
          })
        : call("closeDrillFinding", { params: { findingId }, body: { version, note: asked.note } });
    },
    onSuccess: (next) => client.setQueryData(drillKey(next), next),
    onError: () => void client.invalidateQueries({ queryKey: drillKey(drill) }),
  });
}
