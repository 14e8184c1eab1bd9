import type { Metadata } from "next";
import { cache } from "react";
import { OperationPage } from "@/components/operation/operation-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listOperationEvents } from "@/lib/usecases/operation/events";
import { getOperation } from "@/lib/usecases/operation/get";

type Params = { params: Promise<{ operationId: string }> };

const load = cache(async (operationId: string) => {
  const context = await pageContext(`/operations/${operationId}`);
  const [seed, story] = await Promise.all([
    pageData(getOperation(context, { operationId })),
    pageData(listOperationEvents(context, { operationId })),
  ]);
  return { seed, story: story.items, seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).operationId);
  return { title: `${seed.shortId} · ${seed.environment.name}` };
}

export default async function Route({ params }: Params) {
  const { operationId } = await params;
  const { seed, story, seededAt } = await load(operationId);
  return <OperationPage key={operationId} seed={seed} story={story} seededAt={seededAt} />;
}
