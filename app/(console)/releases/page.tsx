import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { ReleasesPage } from "@/components/release/releases-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listReleases } from "@/lib/usecases/release/list";

export const metadata: Metadata = { title: "Releases" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listReleases.query, await searchParams);
  const context = await pageContext(returnPath("/releases", filter));
  const seed = await pageData(listReleases(context, filter));
  return <ReleasesPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
