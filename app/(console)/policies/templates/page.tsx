import type { Metadata } from "next";
import { TemplatesPage } from "@/components/template/templates-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listChangeTemplates } from "@/lib/usecases/template/list";

export const metadata: Metadata = { title: "Policies: standard changes" };

export default async function Route() {
  const context = await pageContext("/policies/templates");
  const seed = await pageData(listChangeTemplates(context, {}));
  return <TemplatesPage seed={seed} seededAt={context.now.getTime()} />;
}
