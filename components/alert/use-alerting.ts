"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { alertingKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { Alerting } from "@/lib/contracts/api/resources/alert";

export type AlertingAct =
  | { act: "create_route"; body: Input<"createAlertRoute">["body"] }
  | { act: "edit_route"; routeId: string; body: Input<"editAlertRoute">["body"] }
  | { act: "create_rota"; body: Input<"createRota">["body"] }
  | { act: "edit_rota"; rotaId: string; body: Input<"editRota">["body"] }
  | { act: "test_route"; routeId: string }
  | { act: "remove_route"; routeId: string; version: number }
  | { act: "remove_rota"; rotaId: string; version: number };

/** Writes, tries or removes a route or a rota. A conflict shows them anew. */
export function useAlerting(onDone: () => void) {
  const client = useQueryClient();
  return useMutation<Alerting, ApiError, AlertingAct>({
    mutationFn: (asked) => {
      switch (asked.act) {
        case "create_route":
          return call("createAlertRoute", { body: asked.body });
        case "edit_route":
          return call("editAlertRoute", { params: { routeId: asked.routeId }, body: asked.body });
        case "create_rota":
          return call("createRota", { body: asked.body });
        case "edit_rota":
          return call("editRota", { params: { rotaId: asked.rotaId }, body: asked.body });
        case "test_route":
          return call("testAlertRoute", { params: { routeId: asked.routeId }, body: {} });
        case "remove_route":
          return call("removeAlertRoute", {
            params: { routeId: asked.routeId },
            body: { version: asked.version },
          });
        case "remove_rota":
          return call("removeRota", { params: { rotaId: asked.rotaId }, body: { version: asked.version } });
      }
    },
    onSuccess: (next) => {
      client.setQueryData(alertingKeys.all, next);
      onDone();
    },
    onError: () => void client.invalidateQueries({ queryKey: alertingKeys.all }),
  });
}
