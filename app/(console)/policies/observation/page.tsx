import type { Metadata } from "next";
import { PoliciesPage } from "@/components/observation/policies-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listObservationPolicies } from "@/lib/usecases/observation/list";

export const metadata: Metadata = { title: "Policies" };

export default async function Route() {
  const context = await pageContext("/policies/observation");
  const seed = await pageData(listObservationPolicies(context, {}));
  return <PoliciesPage seed={seed} seededAt={context.now.getTime()} />;
}
