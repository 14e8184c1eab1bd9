import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { IntegrationsPage } from "@/components/integration/integrations-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listIntegrations } from "@/lib/usecases/integration/list";

export const metadata: Metadata = { title: "Integrations" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listIntegrations.query, await searchParams);
  const context = await pageContext(returnPath("/integrations", filter));
  const seed = await pageData(listIntegrations(context, filter));
  return <IntegrationsPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
