"use client";

import Link from "next/link";
import { type Column, DataTable, Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { restoreWords, STATE_WORDS } from "@/components/restore/words";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { environmentKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input, Output } from "@/lib/contracts/api/registry";
import type { RestoreBrief } from "@/lib/contracts/api/resources/restore";

type RestoresFilter = Omit<Input<"listRestores">["query"], "limit">;
type RestoresPageProps = { filter: RestoresFilter; seed: Output<"listRestores">; seededAt: number };

const COLUMNS: readonly Column<RestoreBrief>[] = [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: ({ state }) => <State tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].word}</State>,
  },
  {
    id: "restore",
    header: "Restore",
    phone: "full",
    cell: (restore) => (
      <>
        <Link className="lead-link" href={`/restore/${restore.id}`} data-row>
          {restore.number} · {restoreWords(restore)}, {restore.tenant.name}
        </Link>
        <div className="t2">{restore.sentence}</div>
      </>
    ),
  },
  {
    id: "point",
    header: "Data of",
    className: "nb",
    phone: "label",
    cell: ({ point, pointInTime, source }) => (
      <TimeInZone at={pointInTime ?? point.takenAt} zone={source.timeZone} />
    ),
  },
  { id: "who", header: "Asked by", className: "nb", phone: "label", cell: ({ requester }) => requester.name },
  {
    id: "asked",
    header: "Asked",
    className: "nb",
    phone: "label",
    cell: ({ createdAt, target }) => <TimeInZone at={createdAt} zone={target.timeZone} />,
  },
];

const waitingSentence = (waiting: number): string =>
  waiting === 0
    ? "No restore waits for a second person."
    : waiting === 1
      ? "One restore waits for a second person."
      : `${waiting} restores wait for a second person.`;

/** Whose data were brought back where, newest first, and what waits for a second person. */
export function RestoresPage({ filter, seed, seededAt }: RestoresPageProps) {
  const query = useSeededQuery({
    queryKey: [...environmentKeys.lists, "restores", filter],
    queryFn: ({ signal }) => call("listRestores", { query: filter }, signal),
    seed,
    seededAt,
  });
  const page = query.data ?? seed;
  const waiting = page.items.filter(({ state }) => state === "requested").length;
  return (
    <Page here="Restore" right={<Link href="/environments">Choose an environment to restore</Link>}>
      <PageHead title="Restores" sentence={waitingSentence(waiting)} />
      <Section title="Restores" meta="newest first">
        {query.error ? (
          <ErrorState
            error={query.error}
            what="The restores could not be read."
            onRetry={() => void query.refetch()}
          />
        ) : null}
        {page.items.length === 0 ? (
          <EmptyState title="Nothing has been restored yet.">
            A restore begins on the page of the environment whose data are to come back.
          </EmptyState>
        ) : (
          <DataTable caption="Restores" columns={COLUMNS} rows={page.items} rowKey={({ id }) => id} />
        )}
        <Pager path="/restore" filter={filter} shown={page.items.length} nextCursor={page.nextCursor} />
      </Section>
    </Page>
  );
}
