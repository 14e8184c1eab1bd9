import type { Metadata } from "next";
import { OverviewPage } from "@/components/overview/overview-page";
import { pageContext } from "@/lib/http/page";
import { getOverview } from "@/lib/usecases/overview/get";

export const metadata: Metadata = { title: "Overview" };

export default async function Route() {
  const context = await pageContext();
  return <OverviewPage seed={await getOverview(context, {})} seededAt={context.now.getTime()} />;
}
