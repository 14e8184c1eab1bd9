"use client";

import { useQuery } from "@tanstack/react-query";
import { messages } from "@/components/hold/messages";
import { StandingHolds } from "@/components/hold/standing-holds";
import { ErrorState } from "@/components/patterns/error-state";
import { call } from "@/lib/client/call";
import { holdKeys } from "@/lib/client/query-keys";
import type { TenantBrief } from "@/lib/contracts/api/resources/catalog";

const SHOWN = 10;

/** The holds on a tenant, on its environments, and the fleet's; asked only where an environment is held. */
export function TenantHolds({ tenant }: { tenant: TenantBrief }) {
  const held = tenant.environments.some((environment) => environment.hold !== null);
  const query = { tenantId: tenant.id, active: "true", limit: SHOWN } as const;
  const holds = useQuery({
    queryKey: holdKeys.list(query),
    queryFn: ({ signal }) => call("listHolds", { query }, signal),
    enabled: held,
  });
  if (!held) return null;
  if (holds.error)
    return <ErrorState error={holds.error} what={messages.listFailed} onRetry={() => void holds.refetch()} />;
  const items = holds.data?.items ?? [];
  return <StandingHolds holds={items} more={Boolean(holds.data?.nextCursor)} />;
}
