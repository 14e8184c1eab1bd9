import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { ChangesPage } from "@/components/change/changes-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listChanges } from "@/lib/usecases/change/list";

export const metadata: Metadata = { title: "Changes" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listChanges.query, await searchParams);
  const context = await pageContext(returnPath("/changes", filter));
  const seed = await pageData(listChanges(context, filter));
  return <ChangesPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
