"use client";

import Link from "next/link";
import { useState } from "react";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { FollowDialog } from "@/components/runbook/follow-dialog";
import { messages } from "@/components/runbook/messages";
import { useRuns } from "@/components/runbook/use-runbooks";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import type { RunbookRunBrief } from "@/lib/contracts/api/resources/runbook";

const text = messages.environment;

const COLUMNS: readonly Column<RunbookRunBrief>[] = [
  {
    id: "state",
    header: "State",
    className: "nb",
    cell: ({ finishedAt }) => (
      <State tone={finishedAt === null ? "running" : "good"}>
        {finishedAt === null ? "being followed" : "ended"}
      </State>
    ),
  },
  {
    id: "runbook",
    header: "Runbook",
    phone: "full",
    cell: ({ id, runbook, drill, outcome }) => (
      <>
        <Link className="lead-link" href={`/runbook-runs/${id}`} data-row>
          {runbook.name}
        </Link>{" "}
        <span className="t2 small">
          {drill === null ? messages.run.earnest : `${messages.run.inDrill} ${drill.number}`}
        </span>
        {outcome === "" ? null : <div className="t2 small">{outcome}</div>}
      </>
    ),
  },
  {
    id: "progress",
    header: "Steps",
    className: "nb",
    cell: ({ progress: { done, skipped, all } }) => `${done + skipped} of ${all}`,
  },
  {
    id: "begun",
    header: "Begun",
    className: "nb",
    cell: ({ startedAt, environment }) => <RelativeTime at={startedAt} zone={environment.timeZone} />,
  },
];

/** Runbooks as they were followed here, and the way to follow one in earnest. */
export function EnvironmentRunbooks({ environmentId }: { environmentId: string }) {
  const runs = useRuns(environmentId);
  const [asked, setAsked] = useState(false);
  const list = runs.data;
  const can = list?.can.follow;
  return (
    <Section
      title={text.title}
      right={
        can === undefined ? undefined : (
          <Button disabledReason={can.allowed ? null : can.reason} onClick={() => setAsked(true)}>
            {text.follow}
          </Button>
        )
      }
    >
      {runs.error ? (
        <ErrorState error={runs.error} what={text.failed} onRetry={() => void runs.refetch()} />
      ) : null}
      {runs.isPending ? <LoadingState label={text.loading} /> : null}
      {list?.items.length === 0 ? <p className="prose">{text.none}</p> : null}
      {list !== undefined && list.items.length > 0 ? (
        <DataTable caption={text.title} columns={COLUMNS} rows={list.items} rowKey={({ id }) => id} />
      ) : null}
      {list !== undefined && asked ? (
        <FollowDialog
          environmentId={environmentId}
          runbooks={list.runbooks}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </Section>
  );
}
