import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { IntegrationMapPage } from "@/components/integration/map-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { getIntegrationMap } from "@/lib/usecases/integration/map";

export const metadata: Metadata = { title: "Map of integrations" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.getIntegrationMap.query, await searchParams);
  const context = await pageContext(returnPath("/integrations/map", filter));
  const seed = await pageData(getIntegrationMap(context, filter));
  return <IntegrationMapPage key={seed.tenant.id} seed={seed} seededAt={context.now.getTime()} />;
}
