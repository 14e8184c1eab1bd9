import type { Metadata } from "next";
import { cache } from "react";
import { TrainPage } from "@/components/train/train-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getTrain } from "@/lib/usecases/train/get";

type Params = { params: Promise<{ trainId: string }> };

const load = cache(async (trainId: string) => {
  const context = await pageContext(`/trains/${trainId}`);
  return { seed: await pageData(getTrain(context, { trainId })), seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).trainId);
  return { title: `${seed.number} · ${seed.title}` };
}

export default async function Route({ params }: Params) {
  const { trainId } = await params;
  const { seed, seededAt } = await load(trainId);
  return <TrainPage key={trainId} seed={seed} seededAt={seededAt} />;
}
