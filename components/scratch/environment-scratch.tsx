"use client";

import { useQuery } from "@tanstack/react-query";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { ScratchTable } from "@/components/scratch/scratch-table";
import { scratchListKey } from "@/components/scratch/use-scratch";
import { LinkButton } from "@/components/ui/link-button";
import { call } from "@/lib/client/call";

const SHOWN = 5;

/** The newest scratch copies of an environment, and the way to another one. */
export function EnvironmentScratch({ environmentId }: { environmentId: string }) {
  const query = useQuery({
    queryKey: scratchListKey(environmentId),
    queryFn: ({ signal }) => call("listScratch", { query: { environmentId, limit: SHOWN } }, signal),
  });
  const items = query.data?.items ?? [];
  return (
    <div id="scratch">
      <Section
        title="Scratch copies"
        right={
          <LinkButton href={`/restore?environment=${environmentId}&to=scratch`}>
            Look into a backup…
          </LinkButton>
        }
      >
        {query.error ? (
          <ErrorState
            error={query.error}
            what="The scratch copies could not be read."
            onRetry={() => void query.refetch()}
          />
        ) : null}
        {items.length > 0 ? (
          <ScratchTable copies={items} ofEnvironment />
        ) : (
          <p className="prose">Yesterday's data can be looked into beside the environment, made harmless.</p>
        )}
      </Section>
    </div>
  );
}
