import type { Metadata } from "next";
import { cache } from "react";
import { RestorePage } from "@/components/restore/restore-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getRestore } from "@/lib/usecases/restore/get";

type Params = { params: Promise<{ restoreId: string }> };

const load = cache(async (restoreId: string) => {
  const context = await pageContext(`/restore/${restoreId}`);
  return { seed: await pageData(getRestore(context, { restoreId })), seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).restoreId);
  return { title: `${seed.number} · ${seed.target.name}` };
}

export default async function Route({ params }: Params) {
  const { restoreId } = await params;
  const { seed, seededAt } = await load(restoreId);
  return <RestorePage key={restoreId} seed={seed} seededAt={seededAt} />;
}
