"use client";

import { useState } from "react";
import { CloseFinding, EditFinding, NewFinding } from "@/components/drill/finding-dialogs";
import { messages } from "@/components/drill/words";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import type { Drill, DrillFinding } from "@/lib/contracts/api/resources/drill";

const text = messages.page;

/** What has to be mended, by whom and until when; closed with what was done. */
export function Findings({ drill }: { drill: Drill }) {
  const [adding, setAdding] = useState(false);
  const { findings, can } = drill;
  const open = findings.filter(({ state }) => state === "open").length;
  return (
    <Section
      title={text.findings}
      meta={findings.length === 0 ? undefined : `${open} open`}
      right={
        <Button
          disabledReason={can.finding.allowed ? null : can.finding.reason}
          onClick={() => setAdding(true)}
        >
          {text.add}
        </Button>
      }
    >
      {findings.length === 0 ? (
        <p className="prose">{drill.state === "running" ? text.notYet : text.noFindings}</p>
      ) : (
        <DataTable
          caption={text.findings}
          columns={columnsFor(drill)}
          rows={findings}
          rowKey={({ id }) => id}
        />
      )}
      {adding ? <NewFinding drill={drill} onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

const columnsFor = (drill: Drill): readonly Column<DrillFinding>[] => [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: ({ state, overdue }) => (
      <State tone={state === "closed" ? "good" : overdue ? "bad" : "warn"}>
        {state === "closed" ? "closed" : overdue ? "overdue" : "open"}
      </State>
    ),
  },
  {
    id: "text",
    header: "Finding",
    phone: "full",
    cell: (finding) => (
      <>
        {finding.text}
        {finding.closingNote === "" ? null : (
          <div className="t2">
            {finding.closedBy}: {finding.closingNote}
          </div>
        )}
      </>
    ),
  },
  { id: "owner", header: "Mended by", cell: ({ owner }) => owner?.name ?? "nobody yet" },
  { id: "due", header: "Due", className: "nb", cell: ({ dueOn }) => dueOn },
  {
    id: "acts",
    header: <span className="sr">Acts</span>,
    className: "nb drill-acts",
    phone: "full",
    cell: (finding) => (finding.state === "open" ? <Acts drill={drill} finding={finding} /> : null),
  },
];

function Acts({ drill, finding }: { drill: Drill; finding: DrillFinding }) {
  const [asked, setAsked] = useState<"edit" | "close" | null>(null);
  const refusal = drill.can.finding.allowed ? null : drill.can.finding.reason;
  const close = () => setAsked(null);
  return (
    <>
      <Button variant="quiet" disabledReason={refusal} onClick={() => setAsked("edit")}>
        Assign…
      </Button>
      <Button variant="quiet" disabledReason={refusal} onClick={() => setAsked("close")}>
        Close…
      </Button>
      {asked === "edit" ? <EditFinding drill={drill} finding={finding} onClose={close} /> : null}
      {asked === "close" ? <CloseFinding drill={drill} finding={finding} onClose={close} /> : null}
    </>
  );
}
