"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { auditKeys, changeKeys, policyKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { GatePolicy, PolicyDryRun } from "@/lib/contracts/api/resources/gate-policy";

type Act =
  | { verb: "save"; body: Input<"saveGateRule">["body"] }
  | { verb: "remove"; body: Input<"removeGateRule">["body"] }
  | { verb: "discard"; body: Input<"discardGateDraft">["body"] }
  | { verb: "activate"; body: Input<"activateGateDraft">["body"] };

function perform(act: Act): Promise<GatePolicy> {
  switch (act.verb) {
    case "save":
      return call("saveGateRule", { body: act.body });
    case "remove":
      return call("removeGateRule", { body: act.body });
    case "discard":
      return call("discardGateDraft", { body: act.body });
    case "activate":
      return call("activateGateDraft", { body: act.body });
  }
}

/** One act on the draft; the page then shows what the answer says. */
export function useGatePolicyAct(onDone: () => void) {
  const client = useQueryClient();
  return useMutation<GatePolicy, ApiError, Act>({
    mutationFn: perform,
    onSuccess: (policy) => {
      client.setQueryData(policyKeys.gates, policy);
      for (const queryKey of [changeKeys.all, auditKeys.all]) void client.invalidateQueries({ queryKey });
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict") void client.invalidateQueries({ queryKey: policyKeys.gates });
    },
  });
}

/** What the draft would have said, asked when somebody wants to know. */
export const useDryRun = (revision: number) =>
  useQuery<PolicyDryRun, ApiError>({
    queryKey: policyKeys.dryRun(revision),
    queryFn: ({ signal }) => call("dryRunGateDraft", { query: { last: 200 } }, signal),
    enabled: false,
  });
