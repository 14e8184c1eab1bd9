import type { Metadata } from "next";
import { cache } from "react";
import { ScratchPage } from "@/components/scratch/scratch-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getScratch } from "@/lib/usecases/scratch/get";

type Params = { params: Promise<{ scratchId: string }> };

const load = cache(async (scratchId: string) => {
  const context = await pageContext(`/scratch/${scratchId}`);
  return { seed: await pageData(getScratch(context, { scratchId })), seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).scratchId);
  return { title: `${seed.number} · ${seed.environment.name}` };
}

export default async function Route({ params }: Params) {
  const { scratchId } = await params;
  const { seed, seededAt } = await load(scratchId);
  return <ScratchPage key={scratchId} seed={seed} seededAt={seededAt} />;
}
