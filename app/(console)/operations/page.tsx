import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { OperationsPage } from "@/components/operation/operations-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listOperations } from "@/lib/usecases/operation/list";

export const metadata: Metadata = { title: "Operations" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listOperations.query, await searchParams);
  const context = await pageContext(returnPath("/operations", filter));
  const seed = await pageData(listOperations(context, filter));
  return <OperationsPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
