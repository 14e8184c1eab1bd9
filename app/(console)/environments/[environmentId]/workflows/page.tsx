import type { Metadata } from "next";
import { cache } from "react";
import { WorkflowsPage } from "@/components/workflow/workflows-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listWorkflows } from "@/lib/usecases/workflow/list";

type Params = { params: Promise<{ environmentId: string }> };

const load = cache(async (environmentId: string) => {
  const context = await pageContext(`/environments/${environmentId}/workflows`);
  return {
    seed: await pageData(listWorkflows(context, { environmentId })),
    seededAt: context.now.getTime(),
  };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).environmentId);
  return { title: `Workflows · ${seed.environment.name}` };
}

export default async function Route({ params }: Params) {
  const { environmentId } = await params;
  const { seed, seededAt } = await load(environmentId);
  return <WorkflowsPage key={environmentId} seed={seed} seededAt={seededAt} />;
}
