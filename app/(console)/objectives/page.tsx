import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { LevelsPage } from "@/components/service-level/levels-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listServiceLevels } from "@/lib/usecases/service-level/list";

export const metadata: Metadata = { title: "Objectives" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listServiceLevels.query, await searchParams);
  const context = await pageContext(returnPath("/objectives", filter));
  const seed = await pageData(listServiceLevels(context, filter));
  return <LevelsPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
