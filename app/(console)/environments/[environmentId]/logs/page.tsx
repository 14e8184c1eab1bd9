import type { Metadata } from "next";
import { cache } from "react";
import { LogsPage } from "@/components/log/logs-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getLogPlace } from "@/lib/usecases/log/place";

type Params = { params: Promise<{ environmentId: string }> };

const load = cache(async (environmentId: string) => {
  const context = await pageContext(`/environments/${environmentId}/logs`);
  return pageData(getLogPlace(context, { environmentId }));
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { environment } = await load((await params).environmentId);
  return { title: `Logs, ${environment.name}` };
}

export default async function Route({ params }: Params) {
  const { environmentId } = await params;
  return <LogsPage key={environmentId} place={await load(environmentId)} />;
}
