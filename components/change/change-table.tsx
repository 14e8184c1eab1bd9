"use client";

import Link from "next/link";
import { CHANGE_WORDS, CLASS_WORDS, waitingText } from "@/components/change/words";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { Tag } from "@/components/ui/tag";
import type { ChangeBrief } from "@/lib/contracts/api/resources/change";

const COLUMNS: readonly Column<ChangeBrief>[] = [
  {
    id: "change",
    header: "Change",
    phone: "full",
    cell: (change) => (
      <>
        <Link className="lead-link" href={`/changes/${change.id}`} data-row>
          {change.number}
        </Link>{" "}
        <span className="strong">{change.title}</span>
        <div className="t2">{waitingText(change)}</div>
      </>
    ),
  },
  {
    id: "target",
    header: "Environment",
    cell: (change) => (
      <>
        <div className="nb">{change.tenant.name}</div>
        <div className="t2 nb">{change.environment.name}</div>
      </>
    ),
  },
  {
    id: "release",
    header: "Release",
    className: "nb",
    cell: (change) => (
      <>
        {change.release.name}
        <div className="row-tags">
          {change.class === "normal" ? null : <Tag>{CLASS_WORDS[change.class]}</Tag>}
          {change.schemaChange ? <Tag tone="warn">schema</Tag> : null}
        </div>
      </>
    ),
  },
  {
    id: "state",
    header: "State",
    className: "nb",
    cell: (change) => <State tone={CHANGE_WORDS[change.state].tone}>{CHANGE_WORDS[change.state].word}</State>,
  },
  {
    id: "requester",
    header: "Asked by",
    className: "nb",
    phone: "hide",
    cell: (change) => change.requester.name,
  },
  {
    id: "updated",
    header: "Updated",
    className: "nb",
    phone: "hide",
    cell: (change) => <TimeInZone at={change.updatedAt} zone={change.environment.timeZone} />,
  },
];

type ChangeTableProps = {
  changes: readonly ChangeBrief[];
  caption: string;
  /** On an environment's own page the environment goes without saying. */
  ofEnvironment?: boolean;
  stale?: boolean;
};

const OWN_COLUMNS = COLUMNS.filter((column) => column.id !== "target" && column.id !== "requester");

/** Changes as rows: what, where, which release, what it waits for. */
export function ChangeTable({ changes, caption, ofEnvironment = false, stale = false }: ChangeTableProps) {
  return (
    <DataTable
      caption={caption}
      columns={ofEnvironment ? OWN_COLUMNS : COLUMNS}
      rows={changes}
      rowKey={(change) => change.id}
      stale={stale}
    />
  );
}
