"use client";

import { messages } from "@/components/gate-policy/messages";
import { useReaderZone } from "@/components/patterns/clock";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import type { GatePolicy, VersionBrief } from "@/lib/contracts/api/resources/gate-policy";

const text = messages.versions;

/** Versions that have held, the newest first. */
export function VersionTable({ versions }: { versions: readonly VersionBrief[] }) {
  const zone = useReaderZone() ?? "UTC";
  const columns: readonly Column<VersionBrief>[] = [
    {
      id: "version",
      header: text.version,
      cell: ({ number, state }) => `${number}${state === "active" ? `, ${text.holds}` : ""}`,
    },
    { id: "by", header: text.by, cell: ({ activatedBy, author }) => activatedBy ?? author },
    { id: "at", header: text.at, cell: ({ at }) => <TimeInZone at={at} zone={zone} /> },
    { id: "reason", header: text.reason, cell: ({ reason }) => reason, phone: "full" },
  ];
  return (
    <Section title={text.title}>
      {versions.length === 0 ? (
        <p className="prose">{text.none}</p>
      ) : (
        <DataTable caption={text.caption} columns={columns} rows={versions} rowKey={({ id }) => id} />
      )}
    </Section>
  );
}

type Fact = GatePolicy["facts"][number];
const FACT_COLUMNS: readonly Column<Fact>[] = [
  { id: "name", header: messages.facts.name, cell: ({ name }) => <code>{name}</code>, phone: "full" },
  { id: "type", header: messages.facts.type, cell: ({ type }) => <code>{type}</code> },
  { id: "about", header: messages.facts.about, cell: ({ about }) => about, phone: "full" },
];

/** Everything a rule can read, with its type. */
export function FactTable({ facts }: { facts: readonly Fact[] }) {
  return (
    <Section title={messages.facts.title}>
      <details>
        <summary>{messages.facts.show(facts.length)}</summary>
        <DataTable
          caption={messages.facts.title}
          columns={FACT_COLUMNS}
          rows={facts}
          rowKey={({ name }) => name}
        />
      </details>
    </Section>
  );
}
