import type { Metadata } from "next";
import { cache } from "react";
import { EnvironmentPage } from "@/components/environment/environment-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getEnvironment } from "@/lib/usecases/environment/get";

type Params = { params: Promise<{ environmentId: string }> };

const load = cache(async (environmentId: string) => {
  const context = await pageContext(`/environments/${environmentId}`);
  return {
    seed: await pageData(getEnvironment(context, { environmentId })),
    seededAt: context.now.getTime(),
  };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).environmentId);
  return { title: `${seed.tenant.name}, ${seed.name}` };
}

export default async function Route({ params }: Params) {
  const { environmentId } = await params;
  const { seed, seededAt } = await load(environmentId);
  return <EnvironmentPage key={environmentId} seed={seed} seededAt={seededAt} />;
}
