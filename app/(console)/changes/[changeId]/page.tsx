import type { Metadata } from "next";
import { cache } from "react";
import { ChangePage } from "@/components/change/change-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getChange } from "@/lib/usecases/change/get";

type Params = { params: Promise<{ changeId: string }> };

const load = cache(async (changeId: string) => {
  const context = await pageContext(`/changes/${changeId}`);
  return { seed: await pageData(getChange(context, { changeId })), seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).changeId);
  return { title: `${seed.number} · ${seed.title}` };
}

export default async function Route({ params }: Params) {
  const { changeId } = await params;
  const { seed, seededAt } = await load(changeId);
  return <ChangePage key={changeId} seed={seed} seededAt={seededAt} />;
}
