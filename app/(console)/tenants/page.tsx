import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { TenantsPage } from "@/components/tenant/tenants-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listTenants } from "@/lib/usecases/tenant/list";

export const metadata: Metadata = { title: "Tenants" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listTenants.query, await searchParams);
  const context = await pageContext(returnPath("/tenants", filter));
  const seed = await pageData(listTenants(context, filter));
  return <TenantsPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
