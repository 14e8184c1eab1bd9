import type { Metadata } from "next";
import { RiskPolicyPage } from "@/components/risk/risk-policy-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getRiskPolicy } from "@/lib/usecases/risk/edit";

export const metadata: Metadata = { title: "Policies: risk" };

export default async function Route() {
  const context = await pageContext("/policies/risk");
  const seed = await pageData(getRiskPolicy(context, {}));
  return <RiskPolicyPage seed={seed} seededAt={context.now.getTime()} />;
}
