import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { AlertsPage } from "@/components/alert/alerts-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listAlerts } from "@/lib/usecases/alert/list";

export const metadata: Metadata = { title: "Alerts" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listAlerts.query, await searchParams);
  const context = await pageContext(returnPath("/alerts", filter));
  const seed = await pageData(listAlerts(context, filter));
  return <AlertsPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
