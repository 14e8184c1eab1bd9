import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { AuditPage } from "@/components/audit/audit-page";
import { Forbidden } from "@/components/patterns/forbidden";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listAudit } from "@/lib/usecases/audit/list";
import { getMe } from "@/lib/usecases/session/me";

export const metadata: Metadata = { title: "Audit" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listAudit.query, await searchParams);
  const context = await pageContext(returnPath("/audit", filter));
  const { can } = await getMe(context);
  if (!can.readAudit.allowed) {
    return <Forbidden here="Audit" reason={can.readAudit.reason} back={{ href: "/", label: "Overview" }} />;
  }
  const seed = await pageData(listAudit(context, filter));
  return <AuditPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
