"use client";

import Link from "next/link";
import { ElevationActs } from "@/components/elevation/elevation-acts";
import { stateAt } from "@/components/elevation/words";
import { useNow } from "@/components/patterns/clock";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { useReader } from "@/components/patterns/reader";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { Elevation } from "@/lib/contracts/api/resources/elevation";

const COLUMNS: readonly Column<Elevation>[] = [
  { id: "state", header: "State", className: "nb", phone: "full", cell: (row) => <Standing row={row} /> },
  {
    id: "who",
    header: "Who and why",
    phone: "full",
    cell: ({ holder, roleName, scope, reason, incident, decided }) => (
      <>
        <span className="strong">
          {holder.name}: {roleName}
        </span>{" "}
        over {scope}
        <div className="t2 wrap-any">
          {incident === null ? null : (
            <>
              <Link href={`/incidents/${incident.id}`}>{incident.number}</Link>:{" "}
            </>
          )}
          {reason}
        </div>
        {decided === null ? null : (
          <div className="sub small wrap-any">
            {decided.by}: {decided.note}
          </div>
        )}
      </>
    ),
  },
  { id: "until", header: "Until", className: "nb", cell: (row) => <Until row={row} /> },
  {
    id: "acts",
    header: <span className="sr">Actions</span>,
    cell: (row) => <ElevationActs elevation={row} />,
  },
];

function Standing({ row }: { row: Elevation }) {
  const now = useNow();
  const { tone, word } = stateAt(row, now);
  return <State tone={tone}>{word}</State>;
}

function Until({ row }: { row: Elevation }) {
  const { timeZone } = useReader();
  const at = row.ended?.at ?? row.endsAt;
  if (at !== null) return <TimeInZone at={at} zone={timeZone} />;
  return <span>{row.minutes} min, if granted</span>;
}

/** Requests and grants: whose, why, until when, and what the reader may do about each. */
export function ElevationTable({ rows, caption }: { rows: readonly Elevation[]; caption: string }) {
  return <DataTable caption={caption} columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />;
}
