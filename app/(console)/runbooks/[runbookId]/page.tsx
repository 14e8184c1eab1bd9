import type { Metadata } from "next";
import { listFilter, type SearchParams } from "@/app/(console)/list-filter";
import { RunbookPage } from "@/components/runbook/runbook-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { getRunbook } from "@/lib/usecases/runbook/get";

export const metadata: Metadata = { title: "Runbook" };

type Given = { params: Promise<{ runbookId: string }>; searchParams: SearchParams };

export default async function Route({ params, searchParams }: Given) {
  const { runbookId } = await params;
  const { number } = listFilter(API.getRunbook.query, await searchParams);
  const context = await pageContext(`/runbooks/${runbookId}`);
  const asked = number === undefined ? { runbookId } : { runbookId, number };
  const seed = await pageData(getRunbook(context, asked));
  return (
    <RunbookPage
      key={seed.shown.number}
      number={number === undefined ? undefined : seed.shown.number}
      seed={seed}
      seededAt={context.now.getTime()}
    />
  );
}
