"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { alertKeys, incidentKeys, overviewKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { Incident } from "@/lib/contracts/api/resources/incident";

/** Opens an incident and goes to its page. */
export function useOpenIncident() {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation<Incident, ApiError, Input<"openIncident">["body"]>({
    mutationFn: (body) => call("openIncident", { body }),
    onSuccess: (incident) => {
      client.setQueryData(incidentKeys.one(incident.id), incident);
      for (const queryKey of [incidentKeys.lists, alertKeys.all, overviewKeys.all])
        void client.invalidateQueries({ queryKey });
      router.push(`/incidents/${incident.id}`);
    },
  });
}

export type IncidentAct =
  | { act: "move"; event: Input<"moveIncident">["body"]["event"]; note: string }
  | { act: "say"; text: string }
  | { act: "lead"; severity: Incident["severity"]; commanderId: string | null }
  | { act: "publish"; text: string }
  | ({ act: "review" } & Omit<Input<"reviewIncident">["body"], "version">)
  | { act: "finish"; actionId: string; version: number; note: string };

/** Leads through an incident. A conflict shows it anew. */
export function useIncidentAct({ id: incidentId, version }: Pick<Incident, "id" | "version">) {
  const client = useQueryClient();
  return useMutation<Incident, ApiError, IncidentAct>({
    mutationFn: (asked) => {
      const params = { incidentId };
      switch (asked.act) {
        case "move":
          return call("moveIncident", { params, body: { version, event: asked.event, note: asked.note } });
        case "say":
          return call("sayInIncident", { params, body: { text: asked.text } });
        case "lead": {
          const { severity, commanderId } = asked;
          return call("setIncident", { params, body: { version, severity, commanderId } });
        }
        case "publish":
          return call("publishStatus", { params, body: { version, text: asked.text } });
        case "review": {
          const { act: _, ...review } = asked;
          return call("reviewIncident", { params, body: { version, ...review } });
        }
        case "finish":
          return call("finishIncidentAction", {
            params: { actionId: asked.actionId },
            body: { version: asked.version, note: asked.note },
          });
      }
    },
    onSuccess: (next) => {
      client.setQueryData(incidentKeys.one(incidentId), next);
      void client.invalidateQueries({ queryKey: incidentKeys.lists });
    },
    onError: () => void client.invalidateQueries({ queryKey: incidentKeys.one(incidentId) }),
  });
}
