"use client";

import Link from "next/link";
import { messages } from "@/components/gate-policy/messages";
import { useDryRun } from "@/components/gate-policy/use-gate-policy";
import { useReaderZone } from "@/components/patterns/clock";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import type { PolicyDryRun } from "@/lib/contracts/api/resources/gate-policy";

const text = messages.run;
type Differing = PolicyDryRun["differing"][number];

/** What the draft would have said to the last changes, before it holds for the next ones. */
export function DryRun({ revision }: { revision: number }) {
  const run = useDryRun(revision);
  const again = run.data !== undefined;
  return (
    <Section
      title={text.title}
      meta={run.data ? text.summary(run.data.differing.length, run.data.asked) : undefined}
      right={
        <Button busy={run.isFetching} onClick={() => void run.refetch()}>
          {again ? text.again : text.start}
        </Button>
      }
    >
      {run.error ? <ErrorState error={run.error} what={text.failed} /> : null}
      <div aria-live="polite">
        {run.data ? <Outcome run={run.data} /> : <p className="prose">{text.intro}</p>}
      </div>
    </Section>
  );
}

function Outcome({ run }: { run: PolicyDryRun }) {
  const older = run.incomplete === 0 ? "" : ` ${text.incomplete(run.incomplete)}`;
  if (run.differing.length === 0) {
    return (
      <p className="prose">
        {text.none(run.asked)}
        {older}
      </p>
    );
  }
  return (
    <>
      <p className="prose">
        {text.closed(run.closed)} {text.opened(run.opened)}
        {older}
      </p>
      <DataTable
        caption={text.caption}
        columns={COLUMNS}
        rows={run.differing}
        rowKey={({ change, moment, at }) => `${change.id} ${moment} ${at}`}
      />
    </>
  );
}

const COLUMNS: readonly Column<Differing>[] = [
  {
    id: "change",
    header: text.change,
    phone: "full",
    cell: ({ change, environment }) => (
      <>
        <Link className="underlined" href={`/changes/${change.id}`}>
          {change.number}
        </Link>{" "}
        {change.title}
        <span className="sub small rule-id">{environment}</span>
      </>
    ),
  },
  { id: "moment", header: text.moment, cell: (row) => <Asked row={row} /> },
  {
    id: "outcome",
    header: text.outcome,
    cell: ({ before, after }) => (
      <State tone={before === after ? "unknown" : after === "refused" ? "bad" : "good"}>
        {text.outcomes[`${before}-${after}`]}
      </State>
    ),
  },
  {
    id: "gates",
    header: text.gates,
    phone: "full",
    cell: ({ gates }) => (
      <ul>
        {gates.map(({ id, title, before, after, fact }) => (
          <li key={id}>
            {title}: {text.words[before]} → <b className="strong-text">{text.words[after]}</b>
            {fact === "" ? null : <span className="sub small rule-id">{fact}</span>}
          </li>
        ))}
      </ul>
    ),
  },
];

function Asked({ row: { moment, at } }: { row: Differing }) {
  const zone = useReaderZone() ?? "UTC";
  return (
    <>
      {text.moments[moment] ?? moment}
      <span className="sub small rule-id">
        <TimeInZone at={at} zone={zone} />
      </span>
    </>
  );
}
