import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { AccessPage } from "@/components/elevation/access-page";
import { Forbidden } from "@/components/patterns/forbidden";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listElevations } from "@/lib/usecases/elevation/list";
import { getMe } from "@/lib/usecases/session/me";

export const metadata: Metadata = { title: "Access" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listElevations.query, await searchParams);
  const context = await pageContext(returnPath("/access", filter));
  const { can } = await getMe(context);
  if (!can.readElevations.allowed) {
    return (
      <Forbidden here="Access" reason={can.readElevations.reason} back={{ href: "/", label: "Overview" }} />
    );
  }
  const seed = await pageData(listElevations(context, filter));
  return <AccessPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
