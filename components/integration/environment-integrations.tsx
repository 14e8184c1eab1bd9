"use client";

import Link from "next/link";
import { useState } from "react";
import { IntegrationDialog } from "@/components/integration/integration-dialog";
import { IntegrationRows } from "@/components/integration/integration-rows";
import { useEnvironmentIntegrations } from "@/components/integration/use-integrations";
import { messages } from "@/components/integration/words";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";

const text = messages.environment;

/** What an environment's ERP is connected to, the worst first; `adds` where one may write one down. */
export function EnvironmentIntegrations({
  environment,
  adds = false,
}: {
  environment: { id: string; tenant: { id: string } };
  adds?: boolean;
}) {
  const query = useEnvironmentIntegrations(environment.id);
  const [adding, setAdding] = useState(false);
  const items = query.data?.items ?? [];
  const broken = items.filter(({ state }) => state === "bad" || state === "warn").length;
  return (
    <div id="integrations">
      <Section
        title={messages.title}
        meta={
          query.data === undefined
            ? undefined
            : broken === 0
              ? items.length
              : `${broken} of ${items.length} fail`
        }
        right={<Link href={`/integrations/map?tenantId=${environment.tenant.id}`}>{messages.map}</Link>}
      >
        {query.error ? (
          <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
        ) : null}
        {query.isPending ? <LoadingState label={messages.loading} /> : null}
        {query.data !== undefined && items.length === 0 ? <p className="prose">{text.none}</p> : null}
        {items.length === 0 ? null : (
          <IntegrationRows items={items.map((integration) => ({ integration }))} />
        )}
        {adds && query.data !== undefined ? (
          <div className="hand">
            <Button
              onClick={() => setAdding(true)}
              disabledReason={query.data.can.add.allowed ? null : query.data.can.add.reason}
            >
              {text.add}
            </Button>
          </div>
        ) : null}
      </Section>
      {adding ? (
        <IntegrationDialog
          environmentId={environment.id}
          integration={null}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </div>
  );
}
