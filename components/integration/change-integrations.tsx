"use client";

import { IntegrationRows } from "@/components/integration/integration-rows";
import { useChangeIntegrations } from "@/components/integration/use-integrations";
import { messages } from "@/components/integration/words";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";

const text = messages.change;

/** The integrations and workflows a change touches: first those whose own modules change. */
export function ChangeIntegrationsSection({ changeId }: { changeId: string }) {
  const query = useChangeIntegrations(changeId);
  const items = query.data?.items ?? [];
  const direct = items.filter(({ modules }) => modules.length > 0).length;
  return (
    <Section
      title={text.title}
      meta={
        query.data === undefined
          ? undefined
          : direct === 0
            ? items.length
            : `${direct} of ${items.length} change`
      }
    >
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <LoadingState label={messages.loading} /> : null}
      {query.data === undefined ? null : items.length === 0 ? (
        <p className="prose">{text.none}</p>
      ) : (
        <>
          <p className="prose">{text.sentence(query.data.workflows)}</p>
          <IntegrationRows
            items={items.map(({ integration, modules }) => ({
              integration,
              more: `(${modules.length === 0 ? text.only : text.modules(modules)})`,
            }))}
          />
        </>
      )}
    </Section>
  );
}
