"use client";

import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { auditKeys, integrationKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type {
  ChangeIntegrations,
  EnvironmentIntegrations,
  Integration,
} from "@/lib/contracts/api/resources/integration";

function refresh(client: QueryClient): void {
  for (const queryKey of [integrationKeys.all, auditKeys.all]) void client.invalidateQueries({ queryKey });
}

/** What an environment's ERP is connected to, the worst first. */
export const useEnvironmentIntegrations = (environmentId: string) =>
  useQuery<EnvironmentIntegrations, ApiError>({
    queryKey: integrationKeys.environment(environmentId),
    queryFn: ({ signal }) => call("getEnvironmentIntegrations", { params: { environmentId } }, signal),
  });

/** What a change touches outside of its ERP. */
export const useChangeIntegrations = (changeId: string) =>
  useQuery<ChangeIntegrations, ApiError>({
    queryKey: integrationKeys.change(changeId),
    queryFn: ({ signal }) => call("getChangeIntegrations", { params: { changeId } }, signal),
  });

export type IntegrationDraft = Input<"addIntegration">["body"];

/** Adds an integration to an environment, or changes one. */
export function useSaveIntegration(
  environmentId: string,
  integration: Integration | null,
  onDone: () => void,
) {
  const client = useQueryClient();
  return useMutation<Integration, ApiError, IntegrationDraft>({
    mutationFn: (body) =>
      integration === null
        ? call("addIntegration", { params: { environmentId }, body })
        : call("editIntegration", {
            params: { integrationId: integration.id },
            body: { ...body, version: integration.version },
          }),
    onSuccess: (saved) => {
      client.setQueryData(integrationKeys.one(saved.id), saved);
      refresh(client);
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict") refresh(client);
    },
  });
}

/** Checks an integration now. */
export function useCheckIntegration(integrationId: string) {
  const client = useQueryClient();
  return useMutation<Integration, ApiError, void>({
    mutationFn: () => call("checkIntegration", { params: { integrationId } }),
    onSuccess: (checked) => {
      client.setQueryData(integrationKeys.one(integrationId), checked);
      refresh(client);
    },
  });
}

/** Removes an integration. */
export function useRemoveIntegration(integration: Integration, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<unknown, ApiError, void>({
    mutationFn: () =>
      call("removeIntegration", {
        params: { integrationId: integration.id },
        body: { version: integration.version },
      }),
    onSuccess: () => {
      onDone();
      // All but the one that is gone, which its page would ask for once more.
      const [all] = integrationKeys.all;
      const isOther = ({ queryKey: [noun, what, id] }: { queryKey: readonly unknown[] }) =>
        noun === all && !(what === "one" && id === integration.id);
      void client.invalidateQueries({ predicate: isOther });
      void client.invalidateQueries({ queryKey: auditKeys.all });
    },
  });
}
