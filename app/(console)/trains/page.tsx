import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { TrainsPage } from "@/components/train/trains-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listTrains } from "@/lib/usecases/train/list";

export const metadata: Metadata = { title: "Trains" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listTrains.query, await searchParams);
  const context = await pageContext(returnPath("/trains", filter));
  const seed = await pageData(listTrains(context, filter));
  return <TrainsPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
