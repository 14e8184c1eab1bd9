"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { elevationKeys, incidentKeys, navigationKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { Elevation, MyElevations } from "@/lib/contracts/api/resources/elevation";

/** What the reader asked for, and what they could ask for. */
export const useMyElevations = () =>
  useQuery<MyElevations, ApiError>({
    queryKey: elevationKeys.mine,
    queryFn: ({ signal }) => call("listMyElevations", {}, signal),
  });

type ElevationAct =
  | ({ act: "ask" } & Input<"askElevation">["body"])
  | { act: "approve" | "refuse"; elevationId: string; note: string }
  | { act: "end"; elevationId: string };

/** Asks, answers or ends. What shows it is fetched anew, whatever came of it. */
export function useElevationAct() {
  const client = useQueryClient();
  return useMutation<Elevation, ApiError, ElevationAct>({
    mutationFn: (asked) => {
      if (asked.act === "ask") {
        const { act: _, ...body } = asked;
        return call("askElevation", { body });
      }
      const params = { elevationId: asked.elevationId };
      if (asked.act === "end") return call("endElevation", { params });
      const body = { note: asked.note };
      return asked.act === "approve"
        ? call("approveElevation", { params, body })
        : call("refuseElevation", { params, body });
    },
    onSettled: () => {
      for (const queryKey of [elevationKeys.all, navigationKeys.all, incidentKeys.all])
        void client.invalidateQueries({ queryKey });
    },
  });
}
