"use client";

import Link from "next/link";
import { messages } from "@/components/calendar/messages";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Section } from "@/components/patterns/section";
import { State } from "@/components/ui/glyph";
import type { CalendarOpening } from "@/lib/contracts/api/resources/calendar";

/** Where a change may begin now, and when that changes. */
export function Openings({ openings }: { openings: readonly CalendarOpening[] }) {
  if (openings.length === 0) return null;
  return (
    <Section title={messages.openings} meta={messages.openingsNote}>
      <DataTable
        caption={messages.openings}
        columns={COLUMNS}
        rows={openings}
        rowKey={({ environment }) => environment.id}
      />
    </Section>
  );
}

const COLUMNS: readonly Column<CalendarOpening>[] = [
  {
    id: "place",
    header: messages.columns.place,
    phone: "full",
    cell: ({ tenant, environment }) => (
      <Link href={`/environments/${environment.id}`}>
        {tenant.name}, {environment.name}
      </Link>
    ),
  },
  {
    id: "now",
    header: messages.columns.now,
    className: "nb",
    cell: ({ open }) => (
      <State tone={open ? "good" : "parked"}>{open ? messages.open : messages.closed}</State>
    ),
  },
  { id: "next", header: messages.columns.next, cell: ({ sentence }) => sentence },
];
