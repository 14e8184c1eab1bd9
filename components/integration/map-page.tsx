"use client";

import Link from "next/link";
import { IntegrationRows } from "@/components/integration/integration-rows";
import { MapPicture } from "@/components/integration/map-picture";
import { messages } from "@/components/integration/words";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { call } from "@/lib/client/call";
import { integrationKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { IntegrationBrief, IntegrationMap } from "@/lib/contracts/api/resources/integration";
import { worstIntegrationFirst } from "@/lib/domain/integration/kinds";

/** What a tenant's workflows, systems and environments depend on: a picture, and on a phone the same as lists. */
export function IntegrationMapPage({ seed, seededAt }: { seed: IntegrationMap; seededAt: number }) {
  const tenantId = seed.tenant.id;
  const { set } = useUrlFilter({ tenantId });
  const query = useSeededQuery({
    queryKey: integrationKeys.map(tenantId),
    queryFn: ({ signal }) => call("getIntegrationMap", { query: { tenantId } }, signal),
    seed,
    seededAt,
  });
  const map = query.data ?? seed;
  return (
    <Page
      trail={[{ label: messages.title, href: "/integrations" }]}
      here={messages.map}
      right={<Link href={`/integrations?tenantId=${tenantId}`}>{messages.list}</Link>}
    >
      <PageHead title={messages.mapTitle} sentence={messages.mapSentence} />
      <FilterBar>
        <Choice
          label="Tenant"
          value={tenantId}
          choices={map.tenants.map(({ id, name }) => ({ value: id, label: name }))}
          onChoose={(value) => set("tenantId", value)}
        />
      </FilterBar>
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {map.items.length === 0 ? (
        <EmptyState title={messages.none}>{messages.mapNone}</EmptyState>
      ) : (
        <>
          <MapPicture items={map.items} />
          {bySystem(map.items).map(([system, items]) => (
            <Section key={system} title={system} meta={restsOn(items)}>
              <IntegrationRows
                items={items.map((integration) => ({
                  integration,
                  more: `(${integration.environment.name})`,
                }))}
              />
            </Section>
          ))}
          {map.more > 0 ? <p className="prose">{messages.more(map.more)}</p> : null}
        </>
      )}
    </Page>
  );
}

/** Systems with what talks to them, those with the worst first. */
function bySystem(items: readonly IntegrationBrief[]): readonly [string, readonly IntegrationBrief[]][] {
  const groups = new Map<string, IntegrationBrief[]>();
  for (const item of items.toSorted(worstIntegrationFirst))
    groups.set(item.system, [...(groups.get(item.system) ?? []), item]);
  return [...groups];
}

const restsOn = (items: readonly IntegrationBrief[]): string => {
  const titles = new Set(items.flatMap(({ workflows }) => workflows.map(({ title }) => title)));
  return titles.size === 0 ? "nothing is said to rest on it" : [...titles].join(", ").toLowerCase();
};
