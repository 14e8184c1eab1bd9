import type { Metadata } from "next";
import { AlertingPage } from "@/components/alert/alerting-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getAlerting } from "@/lib/usecases/alert/alerting";

export const metadata: Metadata = { title: "Policies: alerting" };

export default async function Route() {
  const context = await pageContext("/policies/alerting");
  const seed = await pageData(getAlerting(context, {}));
  return <AlertingPage seed={seed} seededAt={context.now.getTime()} />;
}
