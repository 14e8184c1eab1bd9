"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { healthPolicyKeys } from "@/lib/client/query-keys";
import type {
  HealthPolicy,
  HealthQuestion,
  HealthQuestions,
} from "@/lib/contracts/api/resources/health-policy";
import type { HealthSettings } from "@/lib/domain/health/policy";

/** Sets the limits of one tier. */
export function useEditLimits(policy: HealthPolicy, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<HealthPolicy, ApiError, HealthSettings>({
    mutationFn: ({ limits }) =>
      call("editHealthPolicy", {
        params: { tier: policy.tier },
        body: { version: policy.version, settings: { limits: { ...limits } } },
      }),
    onSuccess: onDone,
    onSettled: () => void client.invalidateQueries({ queryKey: healthPolicyKeys.all }),
  });
}

type Worded = { promql: string | null; reason: string };

/** Asks a cluster in other words, or, with none, in Holdfast's own again. */
export function useWordQuestion(
  { clusterId, question }: { clusterId: string; question: HealthQuestion },
  onDone: () => void,
) {
  const client = useQueryClient();
  return useMutation<HealthQuestions, ApiError, Worded>({
    mutationFn: ({ promql, reason }) => {
      const params = { clusterId, question: question.id };
      const { version } = question;
      return promql === null
        ? call("resetHealthQuestion", { params, body: { version, reason } })
        : call("editHealthQuestion", { params, body: { version, promql, reason } });
    },
    onSuccess: (next) => {
      client.setQueryData(healthPolicyKeys.questions(clusterId), next);
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict") void client.invalidateQueries({ queryKey: healthPolicyKeys.all });
    },
  });
}
