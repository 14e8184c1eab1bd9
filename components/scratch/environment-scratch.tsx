"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { scratchListKey } from "@/components/scratch/use-scratch";
import { SCRATCH_WORDS } from "@/components/scratch/words";
import { State } from "@/components/ui/glyph";
import { LinkButton } from "@/components/ui/link-button";
import { call } from "@/lib/client/call";
import type { ScratchBrief } from "@/lib/contracts/api/resources/scratch";

const SHOWN = 5;

const COLUMNS: readonly Column<ScratchBrief>[] = [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: ({ state }) => <State tone={SCRATCH_WORDS[state].tone}>{SCRATCH_WORDS[state].word}</State>,
  },
  {
    id: "copy",
    header: "Copy",
    phone: "full",
    cell: ({ id, number, sentence }) => (
      <>
        <Link className="lead-link" href={`/scratch/${id}`} data-row>
          {number}
        </Link>
        <div className="t2">{sentence}</div>
      </>
    ),
  },
  {
    id: "point",
    header: "Data of",
    className: "nb",
    phone: "label",
    cell: ({ pointInTime, backup, environment }) => (
      <TimeInZone at={pointInTime ?? backup.takenAt} zone={environment.timeZone} />
    ),
  },
  {
    id: "until",
    header: "Until",
    className: "nb",
    phone: "label",
    cell: ({ keptUntil, environment }) =>
      keptUntil === null ? "–" : <TimeInZone at={keptUntil} zone={environment.timeZone} />,
  },
  { id: "who", header: "Asked by", className: "nb", phone: "label", cell: ({ requester }) => requester.name },
];

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
          <DataTable caption="Scratch copies" columns={COLUMNS} rows={items} rowKey={({ id }) => id} />
        ) : (
          <p className="prose">Yesterday's data can be looked into beside the environment, made harmless.</p>
        )}
      </Section>
    </div>
  );
}
