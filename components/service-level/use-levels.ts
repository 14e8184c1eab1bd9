"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { serviceLevelKeys } from "@/lib/client/query-keys";
import type { Output } from "@/lib/contracts/api/registry";
import type { ServiceLevel } from "@/lib/contracts/api/resources/service-level";
import type { ObjectiveTerms } from "@/lib/domain/service-level/policy";

/** Objectives are judged once a minute. */
export const ASK_AGAIN_MS = 60_000;

/** The objectives of one environment. */
export function useLevelsOf(environmentId: string) {
  const filter = { environmentId };
  return useQuery<Output<"listServiceLevels">, ApiError>({
    queryKey: serviceLevelKeys.list(filter),
    queryFn: ({ signal }) => call("listServiceLevels", { query: filter }, signal),
    refetchInterval: ASK_AGAIN_MS,
  });
}

/** Sets an objective of an environment. */
export function useSetLevel(environmentId: string, onDone: () => void) {
  const client = useQueryClient();
  const anew = () => client.invalidateQueries({ queryKey: serviceLevelKeys.all });
  return useMutation<ServiceLevel, ApiError, ObjectiveTerms & { enabled: boolean; version: number }>({
    mutationFn: ({ indicator, ...body }) =>
      call("setServiceLevel", { params: { environmentId, indicator }, body }),
    onSuccess: () => {
      void anew();
      onDone();
    },
    onError: () => void anew(),
  });
}

/** Lets an objective follow its tier again. */
export function useFollowTier({ environment, indicator }: ServiceLevel, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<{ followed: boolean }, ApiError, undefined>({
    mutationFn: () => call("followServiceLevel", { params: { environmentId: environment.id, indicator } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: serviceLevelKeys.all });
      onDone();
    },
  });
}
