import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import { pageData } from "@/lib/http/page";
import type { Context } from "@/lib/usecases/context";
import { listEnvironments } from "@/lib/usecases/environment/list";
import { listReleases } from "@/lib/usecases/release/list";

const PAGE = 100;
/** Beyond so many environments a person types the address of one instead of choosing. */
const MOST_PAGES = 10;

/** What can be chosen for a draft: the newest releases, and the environments within the reader's scope. */
export async function draftChoices(context: Context) {
  const [releases, environments] = await Promise.all([
    pageData(listReleases(context, { limit: PAGE })),
    allEnvironments(context),
  ]);
  return {
    releases: releases.items.map(({ id, name, repository }) => ({ id, name, repository })),
    environments,
  };
}

async function allEnvironments(context: Context): Promise<EnvironmentBrief[]> {
  const found: EnvironmentBrief[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await pageData(
      listEnvironments(context, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }),
    );
    found.push(...answer.items);
    if (answer.nextCursor === null) break;
    cursor = answer.nextCursor;
  }
  return found;
}
