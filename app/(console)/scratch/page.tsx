import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { ScratchesPage } from "@/components/scratch/scratches-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listScratch } from "@/lib/usecases/scratch/list";

export const metadata: Metadata = { title: "Scratch copies" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listScratch.query, await searchParams);
  const context = await pageContext(returnPath("/scratch", filter));
  const seed = await pageData(listScratch(context, filter));
  return <ScratchesPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
