import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { RunbooksPage } from "@/components/runbook/runbooks-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listRunbooks } from "@/lib/usecases/runbook/list";

export const metadata: Metadata = { title: "Runbooks" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listRunbooks.query, await searchParams);
  const context = await pageContext(returnPath("/runbooks", filter));
  const seed = await pageData(listRunbooks(context, filter));
  return <RunbooksPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
