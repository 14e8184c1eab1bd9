import type { Metadata } from "next";
import { ApprovalPoliciesPage } from "@/components/approval/policies-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listApprovalPolicies } from "@/lib/usecases/approval/list";

export const metadata: Metadata = { title: "Policies: approvals" };

export default async function Route() {
  const context = await pageContext("/policies/approvals");
  const seed = await pageData(listApprovalPolicies(context, {}));
  return <ApprovalPoliciesPage seed={seed} seededAt={context.now.getTime()} />;
}
