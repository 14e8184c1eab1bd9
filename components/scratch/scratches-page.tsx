"use client";

import Link from "next/link";
import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { ScratchTable } from "@/components/scratch/scratch-table";
import { call } from "@/lib/client/call";
import { environmentKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";

type ScratchFilter = Omit<Input<"listScratch">["query"], "limit">;
type ScratchesPageProps = { filter: ScratchFilter; seed: Output<"listScratch">; seededAt: number };

/** Every scratch copy the reader may see, whatever environment its data are of. */
export function ScratchesPage({ filter, seed, seededAt }: ScratchesPageProps) {
  const query = useSeededQuery({
    queryKey: [...environmentKeys.lists, "scratch-copies", filter],
    queryFn: ({ signal }) => call("listScratch", { query: filter }, signal),
    seed,
    seededAt,
  });
  const { items, nextCursor } = query.data ?? seed;
  return (
    <Page
      trail={[{ label: "Recovery", href: "/recovery" }]}
      here="Scratch copies"
      right={<Link href="/environments">Choose an environment to look into</Link>}
    >
      <PageHead
        title="Scratch copies"
        sentence="Earlier data brought to life beside their environments, made harmless. Each goes by itself when its time is over."
      />
      <Section title="Scratch copies" meta="newest first">
        {query.error ? (
          <ErrorState
            error={query.error}
            what="The scratch copies could not be read."
            onRetry={() => void query.refetch()}
          />
        ) : null}
        {items.length === 0 ? (
          <EmptyState title="No scratch copy has been made yet.">
            One begins on the page of the environment whose data are to be looked into.
          </EmptyState>
        ) : (
          <ScratchTable copies={items} />
        )}
        <Pager path="/scratch" filter={filter} shown={items.length} nextCursor={nextCursor} />
      </Section>
    </Page>
  );
}
