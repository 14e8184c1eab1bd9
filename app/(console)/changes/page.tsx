import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { ChangesPage } from "@/components/change/changes-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listChanges } from "@/lib/usecases/change/list";
import { defaultChangeFilter, listChangeQueues } from "@/lib/usecases/change-queue/list";

export const metadata: Metadata = { title: "Changes" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const given = await searchParams;
  const filter = listFilter(API.listChanges.query, given);
  const context = await pageContext(returnPath("/changes", filter));
  if (Object.keys(given).length === 0) {
    const chosen = await defaultChangeFilter(context, {});
    if (chosen !== null) redirect(returnPath("/changes", { queue: "all", ...chosen }));
  }
  const seed = await pageData(listChanges(context, { ...filter, gates: "leave" }));
  const queues = await pageData(listChangeQueues(context, {}));
  return <ChangesPage filter={filter} seed={seed} queues={queues} seededAt={context.now.getTime()} />;
}
