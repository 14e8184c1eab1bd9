import type { Metadata } from "next";
import { EvidencePoliciesPage } from "@/components/evidence/evidence-policies-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listEvidencePolicies } from "@/lib/usecases/evidence/policies";

export const metadata: Metadata = { title: "Policies: evidence" };

export default async function Route() {
  const context = await pageContext("/policies/evidence");
  const seed = await pageData(listEvidencePolicies(context, {}));
  return <EvidencePoliciesPage seed={seed} seededAt={context.now.getTime()} />;
}
