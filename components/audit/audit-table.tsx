"use client";

import Link from "next/link";
import { messages } from "@/components/audit/messages";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Digest } from "@/components/patterns/digest";
import { useReader } from "@/components/patterns/reader";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { Tag } from "@/components/ui/tag";
import type { Output } from "@/lib/contracts/api/registry";

type Entry = Output<"listAudit">["items"][number];

/** Where a thing is shown that has a page of its own. */
const PAGES: Readonly<Record<string, string>> = {
  alert: "/alerts",
  backup: "/backups",
  change: "/changes",
  cluster: "/clusters",
  drill: "/drills",
  scratch_copy: "/scratch",
  environment: "/environments",
  incident: "/incidents",
  integration: "/integrations",
  operation: "/operations",
  release: "/releases",
  restore: "/restore",
  runbook: "/runbooks",
  runbook_run: "/runbook-runs",
  tenant: "/tenants",
  train: "/trains",
};

const COLUMNS: readonly Column<Entry>[] = [
  {
    id: "outcome",
    header: "Outcome",
    className: "nb",
    phone: "full",
    cell: (entry) => <State tone={entry.outcome === "done" ? "good" : "warn"}>{entry.outcome}</State>,
  },
  {
    id: "action",
    header: "Action",
    phone: "full",
    cell: (entry) => (
      <>
        <span className="mono strong">{entry.action}</span> <Target entry={entry} />
        <Inside facts={entry.facts} />
        <Facts entry={entry} />
      </>
    ),
  },
  {
    id: "actor",
    header: "By",
    cell: (entry) => (
      <>
        {entry.actorName}{" "}
        {entry.actorKind === "person" ? null : <span className="sub">({entry.actorKind})</span>}
      </>
    ),
  },
  { id: "at", header: "When", className: "nb", cell: (entry) => <When at={entry.at} /> },
  {
    id: "sequence",
    header: "No.",
    number: true,
    phone: "hide",
    cell: (entry) => <span className="sub">{entry.sequence}</span>,
  },
  {
    id: "hash",
    header: "Hash",
    className: "nb",
    phone: "hide",
    cell: (entry) => <Digest value={entry.hash} label="hash" />,
  },
];

function When({ at }: { at: string }) {
  const { timeZone } = useReader();
  return <TimeInZone at={at} zone={timeZone} form="second" />;
}

function Target({ entry }: { entry: Entry }) {
  const page = PAGES[entry.targetKind];
  const name = entry.targetName || entry.targetId;
  return page ? (
    <Link className="underlined" href={`${page}/${entry.targetId}`}>
      {name}
    </Link>
  ) : (
    <span>{name}</span>
  );
}

/** An act inside a grant for some hours is seen as one before its facts are opened. */
function Inside({ facts }: Pick<Entry, "facts">) {
  const inside = facts["elevation"];
  if (typeof inside !== "object" || inside === null || !("role" in inside)) return null;
  const only = "onlyByIt" in inside && inside.onlyByIt === true;
  return (
    <>
      {" "}
      <Tag tone="warn">
        {only ? "only by elevated rights" : "while elevated"}: {String(inside.role)}
      </Tag>
    </>
  );
}

function Facts({ entry }: { entry: Entry }) {
  if (Object.keys(entry.facts).length === 0) return null;
  return (
    <details>
      <summary className="sub small">{messages.facts}</summary>
      <dl className="fact-list">
        {Object.entries(entry.facts).map(([name, value]) => (
          <div key={name}>
            <dt className="mono sub">{name}</dt>
            <dd className="mono wrap-any">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Audit entries as rows; each opens to its facts. */
export function AuditTable({ entries, stale }: { entries: readonly Entry[]; stale: boolean }) {
  return (
    <DataTable
      caption={messages.audit}
      columns={COLUMNS}
      rows={entries}
      rowKey={(entry) => entry.sequence}
      stale={stale}
    />
  );
}
