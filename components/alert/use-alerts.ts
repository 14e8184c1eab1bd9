"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { alertKeys, incidentKeys, navigationKeys, overviewKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { Alert, AlertBrief, AlertSilence, SilenceList } from "@/lib/contracts/api/resources/alert";

export type AlertAct =
  | { act: "acknowledge" }
  | { act: "assign"; assigneeId: string | null }
  | { act: "resolve"; note: string };

/** Takes an alert on, gives it to somebody, or says that it is over. A conflict shows it anew. */
export function useAlertAct({ id: alertId, version }: Pick<AlertBrief, "id" | "version">) {
  const client = useQueryClient();
  return useMutation<Alert, ApiError, AlertAct>({
    mutationFn: (asked) => {
      const params = { alertId };
      switch (asked.act) {
        case "acknowledge":
          return call("acknowledgeAlert", { params, body: { version } });
        case "assign":
          return call("assignAlert", { params, body: { version, assigneeId: asked.assigneeId } });
        case "resolve":
          return call("resolveAlert", { params, body: { version, note: asked.note } });
      }
    },
    onSuccess: (next) => {
      client.setQueryData(alertKeys.one(alertId), next);
      for (const queryKey of [alertKeys.lists, overviewKeys.all, navigationKeys.all, incidentKeys.all])
        void client.invalidateQueries({ queryKey });
    },
    onError: () => void client.invalidateQueries({ queryKey: alertKeys.all }),
  });
}

export function useSilence(onDone: () => void) {
  const client = useQueryClient();
  return useMutation<AlertSilence, ApiError, Input<"silenceAlerts">["body"]>({
    mutationFn: (body) => call("silenceAlerts", { body }),
    onSuccess: () => {
      onDone();
      for (const queryKey of [alertKeys.all, overviewKeys.all]) void client.invalidateQueries({ queryKey });
    },
  });
}

export function useEndSilence() {
  const client = useQueryClient();
  return useMutation<SilenceList, ApiError, string>({
    mutationFn: (silenceId) => call("endSilence", { params: { silenceId }, body: {} }),
    onSettled: () => void client.invalidateQueries({ queryKey: alertKeys.all }),
  });
}
