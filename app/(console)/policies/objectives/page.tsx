import type { Metadata } from "next";
import { PoliciesPage } from "@/components/service-level/policies-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listServiceLevelPolicies } from "@/lib/usecases/service-level/policies";

export const metadata: Metadata = { title: "Policies" };

export default async function Route() {
  const context = await pageContext("/policies/objectives");
  const seed = await pageData(listServiceLevelPolicies(context, {}));
  return <PoliciesPage seed={seed} seededAt={context.now.getTime()} />;
}
