import type { Metadata } from "next";
import { cache } from "react";
import { LevelPage } from "@/components/service-level/level-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getServiceLevel } from "@/lib/usecases/service-level/get";

type Params = { params: Promise<{ serviceLevelId: string }> };

const load = cache(async (serviceLevelId: string) => {
  const context = await pageContext(`/objectives/${serviceLevelId}`);
  return {
    seed: await pageData(getServiceLevel(context, { serviceLevelId })),
    seededAt: context.now.getTime(),
  };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).serviceLevelId);
  return { title: `${seed.title}, ${seed.environment.name}` };
}

export default async function Route({ params }: Params) {
  const { serviceLevelId } = await params;
  const { seed, seededAt } = await load(serviceLevelId);
  return <LevelPage key={serviceLevelId} seed={seed} seededAt={seededAt} />;
}
