import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { StatusPage } from "@/components/status/status-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { getStatus } from "@/lib/usecases/incident/status";

export const metadata: Metadata = { title: "Status" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.getStatus.query, await searchParams);
  const context = await pageContext(returnPath("/status", filter));
  const seed = await pageData(getStatus(context, filter));
  return <StatusPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
