import type { Metadata } from "next";
import { cache } from "react";
import { DrillPage } from "@/components/drill/drill-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getDrill } from "@/lib/usecases/drill/get";

type Params = { params: Promise<{ drillId: string }> };

const load = cache(async (drillId: string) => {
  const context = await pageContext(`/drills/${drillId}`);
  return { seed: await pageData(getDrill(context, { drillId })), seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).drillId);
  return { title: `${seed.number} · ${seed.environment.name}` };
}

export default async function Route({ params }: Params) {
  const { drillId } = await params;
  const { seed, seededAt } = await load(drillId);
  return <DrillPage key={drillId} seed={seed} seededAt={seededAt} />;
}
