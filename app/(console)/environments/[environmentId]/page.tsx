import type { Metadata } from "next";
import { cache } from "react";
import { EnvironmentPage } from "@/components/environment/environment-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getEnvironment } from "@/lib/usecases/environment/get";
import { getEnvironmentHealth } from "@/lib/usecases/health/get";

type Params = { params: Promise<{ environmentId: string }> };

const load = cache(async (environmentId: string) => {
  const context = await pageContext(`/environments/${environmentId}`);
  const seed = await pageData(getEnvironment(context, { environmentId }));
  const health = await pageData(getEnvironmentHealth(context, { environmentId }));
  return { seed, health, seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).environmentId);
  return { title: `${seed.tenant.name}, ${seed.name}` };
}

export default async function Route({ params }: Params) {
  const { environmentId } = await params;
  const { seed, health, seededAt } = await load(environmentId);
  return <EnvironmentPage key={environmentId} seed={seed} health={health} seededAt={seededAt} />;
}
