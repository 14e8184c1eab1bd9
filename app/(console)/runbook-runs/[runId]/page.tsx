import type { Metadata } from "next";
import { RunPage } from "@/components/runbook/run-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getRunbookRun } from "@/lib/usecases/runbook/runs";

export const metadata: Metadata = { title: "Follow a runbook" };

export default async function Route({ params }: { params: Promise<{ runId: string }> }) {
  const { runId } = await params;
  const context = await pageContext(`/runbook-runs/${runId}`);
  const seed = await pageData(getRunbookRun(context, { runId }));
  return <RunPage seed={seed} seededAt={context.now.getTime()} />;
}
