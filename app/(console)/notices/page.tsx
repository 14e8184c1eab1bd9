import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { NoticesPage } from "@/components/notice/notices-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { countUnreadNotices } from "@/lib/usecases/notice/count-unread";
import { listNotices } from "@/lib/usecases/notice/list";

export const metadata: Metadata = { title: "Notices" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listNotices.query, await searchParams);
  const context = await pageContext(returnPath("/notices", filter));
  const [seed, unreadSeed] = await Promise.all([
    pageData(listNotices(context, filter)),
    pageData(countUnreadNotices(context, {})),
  ]);
  return <NoticesPage filter={filter} seed={seed} unreadSeed={unreadSeed} seededAt={context.now.getTime()} />;
}
