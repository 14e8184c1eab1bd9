import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { WorkflowPage } from "@/components/workflow/workflow-page";
import { WORKFLOW_IDS, WORKFLOWS } from "@/lib/domain/health/domains";
import { pageContext, pageData } from "@/lib/http/page";
import { listWorkflows } from "@/lib/usecases/workflow/list";

type Params = { params: Promise<{ environmentId: string; workflow: string }> };

const load = cache(async (environmentId: string, name: string) => {
  const context = await pageContext(`/environments/${environmentId}/workflows/${name}`);
  const seed = await pageData(listWorkflows(context, { environmentId }));
  const workflowId = WORKFLOW_IDS.find((id) => id === name);
  if (workflowId === undefined) notFound();
  return { seed, workflowId, seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { environmentId, workflow } = await params;
  const { seed, workflowId } = await load(environmentId, workflow);
  return { title: `${WORKFLOWS[workflowId]} · ${seed.environment.name}` };
}

export default async function Route({ params }: Params) {
  const { environmentId, workflow } = await params;
  const { seed, workflowId, seededAt } = await load(environmentId, workflow);
  return <WorkflowPage key={workflow} seed={seed} workflowId={workflowId} seededAt={seededAt} />;
}
