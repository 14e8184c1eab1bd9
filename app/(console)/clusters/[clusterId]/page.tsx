import type { Metadata } from "next";
import { cache } from "react";
import { ClusterPage } from "@/components/cluster/cluster-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getCluster } from "@/lib/usecases/cluster/get";

type Params = { params: Promise<{ clusterId: string }> };

const load = cache(async (clusterId: string) => {
  const context = await pageContext(`/clusters/${clusterId}`);
  return { seed: await pageData(getCluster(context, { clusterId })), seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).clusterId);
  return { title: seed.name };
}

export default async function Route({ params }: Params) {
  const { clusterId } = await params;
  const { seed, seededAt } = await load(clusterId);
  return <ClusterPage key={clusterId} seed={seed} seededAt={seededAt} />;
}
