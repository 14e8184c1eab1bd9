"use client";

import { useState } from "react";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import { useTries } from "@/components/workflow/use-workflows";
import { messages, OUTCOME_WORDS, tookText } from "@/components/workflow/words";
import type { Workflow, WorkflowRun } from "@/lib/contracts/api/resources/workflow";

const columns = (zone: string): readonly Column<WorkflowRun>[] => [
  {
    id: "outcome",
    header: messages.outcome,
    className: "nb",
    phone: "full",
    cell: ({ outcome }) => <State tone={OUTCOME_WORDS[outcome].tone}>{OUTCOME_WORDS[outcome].word}</State>,
  },
  {
    id: "at",
    header: messages.when,
    className: "nb",
    phone: "full",
    cell: ({ at, askedBy }) => (
      <>
        <TimeInZone at={at} zone={zone} form="second" />
        {askedBy === "" ? null : (
          <div className="sub small">
            {messages.asked} {askedBy}
          </div>
        )}
      </>
    ),
  },
  {
    id: "took",
    header: messages.took,
    number: true,
    className: "nb",
    cell: ({ outcome, milliseconds }) => (outcome === "skipped" ? "–" : tookText(milliseconds)),
  },
  {
    id: "detail",
    header: messages.said,
    className: "wrap-any",
    phone: "full",
    cell: ({ detail }) => detail,
  },
];

type TriesProps = { environmentId: string; workflow: Workflow; zone: string };

/** Every try that is kept, page by page. */
export function Tries({ environmentId, workflow, zone }: TriesProps) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const query = useTries({ environmentId, workflow: workflow.id }, cursors.at(-1));
  const page = query.data;
  const next = page?.nextCursor ?? null;
  return (
    <Section title={messages.tries} meta={messages.triesMeta}>
      {query.error ? (
        <ErrorState error={query.error} what={messages.triesFailed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <LoadingState label={messages.tries} /> : null}
      {page?.items.length === 0 ? <p className="prose">{messages.noTries}</p> : null}
      {page === undefined || page.items.length === 0 ? null : (
        <DataTable
          caption={messages.tries}
          columns={columns(zone)}
          rows={page.items}
          rowKey={({ id }) => id}
        />
      )}
      {cursors.length === 0 && next === null ? null : (
        <nav className="pager" aria-label="Pages of tries">
          <span className="push" />
          {cursors.length > 0 ? (
            <Button onClick={() => setCursors(cursors.slice(0, -1))}>Newer</Button>
          ) : null}
          {next === null ? null : <Button onClick={() => setCursors([...cursors, next])}>Older</Button>}
        </nav>
      )}
    </Section>
  );
}
