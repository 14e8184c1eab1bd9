"use client";

import Link from "next/link";
import { KIND_WORDS, OPERATION_WORDS } from "@/components/operation/words";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Elapsed, TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { OperationBrief } from "@/lib/contracts/api/resources/operation";
import { onlyReads } from "@/lib/domain/operation/name";

const COLUMNS: readonly Column<OperationBrief>[] = [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: (operation) => (
      <State tone={OPERATION_WORDS[operation.state].tone}>{OPERATION_WORDS[operation.state].word}</State>
    ),
  },
  {
    id: "operation",
    header: "Operation",
    phone: "full",
    cell: (operation) => (
      <>
        <Link className="lead-link" href={`/operations/${operation.id}`} data-row>
          {KIND_WORDS[operation.kind].ended}{" "}
          {operation.release?.name ?? (onlyReads(operation.kind) ? operation.environment.name : "a release")}
        </Link>
        <div className="t2">{operation.sentence}</div>
      </>
    ),
  },
  {
    id: "environment",
    header: "Environment",
    cell: (operation) => (
      <>
        <div className="nb">{operation.tenant.name}</div>
        <div className="t2 nb">{operation.environment.name}</div>
      </>
    ),
  },
  {
    id: "change",
    header: "Change",
    className: "nb",
    cell: (operation) =>
      operation.changeId ? (
        <Link href={`/changes/${operation.changeId}`}>{operation.changeNumber}</Link>
      ) : (
        "–"
      ),
  },
  {
    id: "steps",
    header: "Steps",
    number: true,
    className: "nb",
    phone: "hide",
    cell: (operation) => `${operation.stepsDone} of ${operation.stepsTotal}`,
  },
  {
    id: "took",
    header: "Took",
    number: true,
    className: "nb",
    cell: (operation) =>
      operation.startedAt ? <Elapsed from={operation.startedAt} to={operation.finishedAt} /> : "not started",
  },
  {
    id: "started",
    header: "Created",
    className: "nb",
    phone: "hide",
    cell: (operation) => <TimeInZone at={operation.createdAt} zone={operation.environment.timeZone} />,
  },
];

type OperationTableProps = {
  operations: readonly OperationBrief[];
  caption: string;
  /** On an environment's own page the environment goes without saying. */
  ofEnvironment?: boolean;
  stale?: boolean;
};

const OWN_COLUMNS = COLUMNS.filter((column) => column.id !== "environment" && column.id !== "steps");

/** Operations as rows. */
export function OperationTable(props: OperationTableProps) {
  const { operations, caption, ofEnvironment = false, stale = false } = props;
  return (
    <DataTable
      caption={caption}
      columns={ofEnvironment ? OWN_COLUMNS : COLUMNS}
      rows={operations}
      rowKey={(operation) => operation.id}
      stale={stale}
    />
  );
}
