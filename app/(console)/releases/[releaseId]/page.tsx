import type { Metadata } from "next";
import { cache } from "react";
import type { SearchParams } from "@/app/(console)/list-filter";
import { ReleasePage } from "@/components/release/release-page";
import { Id } from "@/lib/contracts/api/resources/common";
import { pageContext, pageData } from "@/lib/http/page";
import { getRelease } from "@/lib/usecases/release/get";
import { listReleases } from "@/lib/usecases/release/list";

type Params = { params: Promise<{ releaseId: string }>; searchParams: SearchParams };

/** Releases offered for comparison, newest first. */
const OFFERED = 100;

const load = cache(async (releaseId: string) => {
  const context = await pageContext(`/releases/${releaseId}`);
  const [seed, others] = await Promise.all([
    pageData(getRelease(context, { releaseId })),
    pageData(listReleases(context, { limit: OFFERED })),
  ]);
  return {
    seed,
    others: others.items.map(({ id, name }) => ({ id, name })),
    seededAt: context.now.getTime(),
  };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).releaseId);
  return { title: `Release ${seed.name}` };
}

export default async function Route({ params, searchParams }: Params) {
  const { releaseId } = await params;
  const from = Id.safeParse((await searchParams)["from"]);
  const data = await load(releaseId);
  return <ReleasePage key={releaseId} {...data} from={from.success ? from.data : null} />;
}
