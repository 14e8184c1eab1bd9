import type { Metadata } from "next";
import { GatePolicyPage } from "@/components/gate-policy/gate-policy-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getGatePolicy } from "@/lib/usecases/gate-policy/activate";

export const metadata: Metadata = { title: "Policies: gate rules" };

export default async function Route() {
  const context = await pageContext("/policies/gates");
  const seed = await pageData(getGatePolicy(context, {}));
  return <GatePolicyPage seed={seed} seededAt={context.now.getTime()} />;
}
