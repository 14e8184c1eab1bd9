import type { Metadata } from "next";
import { cache } from "react";
import { IntegrationPage } from "@/components/integration/integration-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getIntegration } from "@/lib/usecases/integration/get";

type Params = { params: Promise<{ integrationId: string }> };

const load = cache(async (integrationId: string) => {
  const context = await pageContext(`/integrations/${integrationId}`);
  const seed = await pageData(getIntegration(context, { integrationId }));
  return { seed, seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).integrationId);
  return { title: `${seed.name}, ${seed.environment.name}` };
}

export default async function Route({ params }: Params) {
  const { integrationId } = await params;
  const { seed, seededAt } = await load(integrationId);
  return <IntegrationPage key={integrationId} seed={seed} seededAt={seededAt} />;
}
