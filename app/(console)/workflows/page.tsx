import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { BoardPage } from "@/components/workflow/board-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { getWorkflowBoard } from "@/lib/usecases/workflow/board";

export const metadata: Metadata = { title: "Workflows" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.getWorkflowBoard.query, await searchParams);
  const context = await pageContext(returnPath("/workflows", filter));
  const seed = await pageData(getWorkflowBoard(context, filter));
  return <BoardPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
