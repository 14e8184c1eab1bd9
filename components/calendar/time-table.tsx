"use client";

import Link from "next/link";
import { entryHref } from "@/components/calendar/chip";
import { type Item, kindOf, spanOf } from "@/components/calendar/grid";
import { EFFECT_WORDS, KIND_WORDS, KindIcon } from "@/components/calendar/kinds";
import { messages } from "@/components/calendar/messages";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { TimeInZone } from "@/components/patterns/time-in-zone";

const text = messages.columns;

type TimeTableProps = { items: readonly Item[]; stale: boolean; onOpen: (item: Item) => void };

/** The same as a table, each time on its own clock. */
export function TimeTable({ items, stale, onOpen }: TimeTableProps) {
  return (
    <DataTable
      caption={messages.calendar}
      columns={columns(onOpen)}
      rows={items}
      rowKey={({ key }) => key}
      stale={stale}
    />
  );
}

const zoneOf = (item: Item) => (item.type === "event" ? item.event.zone : item.entry.timeZone);

const columns = (onOpen: (item: Item) => void): readonly Column<Item>[] => [
  {
    id: "what",
    header: text.what,
    phone: "full",
    cell: (item) => (
      <span className="cal-lane">
        <KindIcon kind={kindOf(item)} />
        <span className="sub">{KIND_WORDS[kindOf(item)]}</span>
        {item.type === "event" ? (
          <button type="button" className="btn quiet cal-open" onClick={() => onOpen(item)}>
            {item.event.title}
          </button>
        ) : (
          <Link href={entryHref(item.entry)}>{item.entry.title}</Link>
        )}
      </span>
    ),
  },
  {
    id: "when",
    header: text.when,
    cell: (item) => {
      const { from, until } = spanOf(item);
      return (
        <>
          <TimeInZone at={from} zone={zoneOf(item)} />
          {until === null ? null : (
            <>
              {" – "}
              <TimeInZone at={until} zone={zoneOf(item)} />
            </>
          )}
        </>
      );
    },
  },
  {
    id: "where",
    header: text.where,
    cell: (item) =>
      item.type === "event"
        ? item.event.scope.name
        : [item.entry.tenant?.name, item.entry.environment?.name].filter(Boolean).join(", ") || "many",
  },
  {
    id: "effect",
    header: text.effect,
    cell: (item) =>
      item.type === "event" ? EFFECT_WORDS[item.event.effect] : (item.entry.against ?? item.entry.state),
  },
  {
    id: "how",
    header: text.how,
    phone: "hide",
    cell: (item) => (item.type === "event" ? item.event.recurrenceWords : ""),
  },
];
