import type { Metadata } from "next";
import { RecoveryPoliciesPage } from "@/components/objective/recovery-policies-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listRecoveryPolicies } from "@/lib/usecases/recovery-policy/list";

export const metadata: Metadata = { title: "Policies: recovery proof" };

export default async function Route() {
  const context = await pageContext("/policies/recovery");
  const seed = await pageData(listRecoveryPolicies(context, {}));
  return <RecoveryPoliciesPage seed={seed} seededAt={context.now.getTime()} />;
}
