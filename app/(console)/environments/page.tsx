import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { EnvironmentsPage } from "@/components/environment/environments-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listEnvironments } from "@/lib/usecases/environment/list";

export const metadata: Metadata = { title: "Environments" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listEnvironments.query, await searchParams);
  const context = await pageContext(returnPath("/environments", filter));
  const seed = await pageData(listEnvironments(context, filter));
  return <EnvironmentsPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
