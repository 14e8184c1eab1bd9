"use client";

import Link from "next/link";
import { type Item, kindOf, type Placed, timesText } from "@/components/calendar/grid";
import { EFFECT_WORDS, KIND_WORDS, KindIcon } from "@/components/calendar/kinds";
import { messages } from "@/components/calendar/messages";
import { Glyph } from "@/components/ui/glyph";
import type { CalendarEntry } from "@/lib/contracts/api/resources/calendar";

export const ENTRY_PATHS = { change: "/changes", drill: "/drills", train: "/trains" } as const;

export const entryHref = (entry: CalendarEntry): string => `${ENTRY_PATHS[entry.kind]}/${entry.id}`;

type ChipProps = { placed: Placed; onOpen: (item: Item) => void };

/** One item on one day: sign, times, title. What it means is read with it, never told by colour alone. */
export function Chip({ placed, onOpen }: ChipProps) {
  const { item } = placed;
  const kind = kindOf(item);
  if (item.type === "entry") {
    const { entry } = item;
    return (
      <Link
        className={entry.against === null ? "cal-chip entry" : "cal-chip entry against"}
        href={entryHref(entry)}
        title={[KIND_WORDS[kind], entry.title, entry.state, entry.against].filter(Boolean).join(" · ")}
      >
        <KindIcon kind={kind} />
        <span className="cal-time">{timesText(placed)}</span>
        <span className="sr">{KIND_WORDS[kind]}: </span>
        <span className="cal-title">{entry.title}</span>
        {entry.environment === null ? null : (
          <span className="cal-where">
            {entry.tenant?.name}, {entry.environment.name}
          </span>
        )}
        {entry.against === null ? null : <Glyph tone="bad" small label={messages.blocked} />}
      </Link>
    );
  }
  const { event, occurrence } = item;
  const said = [KIND_WORDS[kind], event.title, event.scope.name, EFFECT_WORDS[event.effect]];
  return (
    <button
      type="button"
      className={`cal-chip ${event.effect}`}
      title={[...said, ...occurrence.conflicts].join(" · ")}
      onClick={() => onOpen(item)}
    >
      <KindIcon kind={kind} />
      <span className="cal-time">{timesText(placed)}</span>
      <span className="sr">{KIND_WORDS[kind]}: </span>
      <span className="cal-title">{event.title}</span>
      <span className="cal-where">{event.scope.name}</span>
      <span className="sr">, {EFFECT_WORDS[event.effect]}</span>
      {occurrence.conflicts.length > 0 ? <Glyph tone="warn" small label={messages.contradicts} /> : null}
    </button>
  );
}
