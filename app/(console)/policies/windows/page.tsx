import type { Metadata } from "next";
import { WindowPoliciesPage } from "@/components/window-policy/window-policies-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listWindowPolicies } from "@/lib/usecases/window-policy/list";

export const metadata: Metadata = { title: "Policies: window fit" };

export default async function Route() {
  const context = await pageContext("/policies/windows");
  const seed = await pageData(listWindowPolicies(context, {}));
  return <WindowPoliciesPage seed={seed} seededAt={context.now.getTime()} />;
}
