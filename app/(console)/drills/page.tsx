import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { DrillsPage } from "@/components/drill/drills-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { getDrillCoverage } from "@/lib/usecases/drill/coverage";
import { listDrills } from "@/lib/usecases/drill/list";

export const metadata: Metadata = { title: "Drills" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listDrills.query, await searchParams);
  const context = await pageContext(returnPath("/drills", filter));
  const [seed, coverage] = await pageData(
    Promise.all([listDrills(context, filter), getDrillCoverage(context, {})]),
  );
  return <DrillsPage filter={filter} seed={seed} coverage={coverage} seededAt={context.now.getTime()} />;
}
