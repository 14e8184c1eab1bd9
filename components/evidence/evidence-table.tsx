"use client";

import { type Column, DataTable } from "@/components/patterns/data-table";
import { useReader } from "@/components/patterns/reader";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Tag } from "@/components/ui/tag";
import { call } from "@/lib/client/call";
import type { Evidence } from "@/lib/contracts/api/resources/evidence";
import { EVIDENCE_NAMES } from "@/lib/domain/evidence/kind";

/** Findings in a few words, whatever a policy says to them. */
export function findingsWords({ findings }: Pick<Evidence, "findings">): string {
  switch (findings.shape) {
    case "word":
      return `${findings.passed ? "Passed" : "Failed"}: ${findings.sentence}`;
    case "tests":
      return `${findings.total} tests, ${findings.failed + findings.errors} failed, ${findings.skipped} skipped`;
    case "security":
      return `${findings.critical} critical, ${findings.high} high, ${findings.medium} medium, ${findings.low} low`;
  }
}

const COLUMNS: readonly Column<Evidence>[] = [
  {
    id: "kind",
    header: "Kind",
    phone: "full",
    cell: (row) => (
      <>
        {EVIDENCE_NAMES[row.kind]} {row.superseded ? <Tag>newer one counts</Tag> : null}
      </>
    ),
  },
  { id: "findings", header: "Findings", phone: "full", cell: (row) => findingsWords(row) },
  { id: "source", header: "Source", cell: (row) => row.source },
  { id: "produced", header: "Produced", className: "nb", cell: (row) => <Moment at={row.producedAt} /> },
  {
    id: "expires",
    header: "Expires",
    className: "nb",
    cell: (row) =>
      row.expiresAt === null ? <span className="sub">by policy</span> : <Moment at={row.expiresAt} />,
  },
  { id: "by", header: "Attached by", phone: "label", cell: (row) => row.attachedBy },
  {
    id: "file",
    header: "Report",
    cell: (row) => (row.file === null ? <span className="sub">numbers only</span> : <Report row={row} />),
  },
];

export function EvidenceTable({ items }: { items: readonly Evidence[] }) {
  return <DataTable caption="Evidence" columns={COLUMNS} rows={items} rowKey={(row) => row.id} />;
}

function Moment({ at }: { at: string }) {
  const { timeZone } = useReader();
  return <TimeInZone at={at} zone={timeZone} />;
}

function Report({ row }: { row: Evidence }) {
  const download = async () => {
    const file = await call("getEvidenceFile", { params: { evidenceId: row.id } });
    const address = URL.createObjectURL(new Blob([file.content], { type: "application/octet-stream" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = file.name;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <Button
      variant="quiet"
      aria-label={`Download ${row.file?.name ?? "the report"}`}
      onClick={() => void download()}
    >
      {row.file?.name}
    </Button>
  );
}
