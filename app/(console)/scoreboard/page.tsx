import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { ScoreboardPage } from "@/components/scoreboard/scoreboard-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { getScoreboard } from "@/lib/usecases/scoreboard/get";

export const metadata: Metadata = { title: "Scoreboard" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.getScoreboard.query, await searchParams);
  const context = await pageContext(returnPath("/scoreboard", filter));
  const seed = await pageData(getScoreboard(context, filter));
  return <ScoreboardPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
}
