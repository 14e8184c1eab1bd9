import type { Metadata } from "next";
import { cache } from "react";
import { AlertPage } from "@/components/alert/alert-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getAlert } from "@/lib/usecases/alert/get";

type Params = { params: Promise<{ alertId: string }> };

const load = cache(async (alertId: string) => {
  const context = await pageContext(`/alerts/${alertId}`);
  return { seed: await pageData(getAlert(context, { alertId })), seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).alertId);
  return { title: `${seed.number} · ${seed.title}` };
}

export default async function Route({ params }: Params) {
  const { alertId } = await params;
  const { seed, seededAt } = await load(alertId);
  return <AlertPage key={alertId} seed={seed} seededAt={seededAt} />;
}
