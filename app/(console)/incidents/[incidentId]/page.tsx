import type { Metadata } from "next";
import { cache } from "react";
import { IncidentPage } from "@/components/incident/incident-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getIncident } from "@/lib/usecases/incident/get";

type Params = { params: Promise<{ incidentId: string }> };

const load = cache(async (incidentId: string) => {
  const context = await pageContext(`/incidents/${incidentId}`);
  return { seed: await pageData(getIncident(context, { incidentId })), seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).incidentId);
  return { title: `${seed.number} · ${seed.title}` };
}

export default async function Route({ params }: Params) {
  const { incidentId } = await params;
  const { seed, seededAt } = await load(incidentId);
  return <IncidentPage key={incidentId} seed={seed} seededAt={seededAt} />;
}
