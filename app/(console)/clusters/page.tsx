import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { ClustersPage } from "@/components/cluster/clusters-page";
import { Forbidden } from "@/components/patterns/forbidden";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listClusters } from "@/lib/usecases/cluster/list";
import { getMe } from "@/lib/usecases/session/me";

export const metadata: Metadata = { title: "Clusters" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listClusters.query, await searchParams);
  const context = await pageContext(returnPath("/clusters", filter));
  const { can } = await getMe(context);
  if (!can.readClusters.allowed) {
    return (
      <Forbidden here="Clusters" reason={can.readClusters.reason} back={{ href: "/", label: "Overview" }} />
    );
  }
  const seed = await pageData(listClusters(context, filter));
  return <ClustersPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
