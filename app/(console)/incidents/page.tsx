import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { IncidentsPage } from "@/components/incident/incidents-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listIncidents } from "@/lib/usecases/incident/list";

export const metadata: Metadata = { title: "Incidents" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listIncidents.query, await searchParams);
  const context = await pageContext(returnPath("/incidents", filter));
  const seed = await pageData(listIncidents(context, filter));
  return <IncidentsPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
