"use client";

import Link from "next/link";
import { Chip } from "@/components/calendar/chip";
import type { Item, Placed } from "@/components/calendar/grid";
import { messages } from "@/components/calendar/messages";

const SHOWN = 4;

export type DaysProps = {
  days: readonly string[];
  placed: ReadonlyMap<string, readonly Placed[]>;
  /** The day it is on the page's clock. */
  today: string;
  onOpen: (item: Item) => void;
  /** The address of the week around a day. */
  weekHref: (day: string) => string;
};

type MonthProps = DaysProps & { month: string };

/** A month as weeks of days; what does not fit is one step away in the week. */
export function MonthView({ days, placed, today, month, onOpen, weekHref }: MonthProps) {
  const weeks = Array.from({ length: days.length / 7 }, (_, index) => days.slice(index * 7, index * 7 + 7));
  return (
    <table className="cal-month">
      <caption className="sr">{messages.views.month}</caption>
      <thead>
        <tr>
          {messages.repeat.weekdays.map((weekday) => (
            <th key={weekday} scope="col">
              {weekday}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => {
              const items = placed.get(day) ?? [];
              const over = items.length - SHOWN;
              return (
                <td key={day} className={day.startsWith(month) ? undefined : "beside"}>
                  <Link
                    className={day === today ? "cal-day today" : "cal-day"}
                    href={weekHref(day)}
                    aria-label={dayText(day, day === today)}
                  >
                    {Number(day.slice(8))}
                  </Link>
                  {items.slice(0, over === 1 ? SHOWN + 1 : SHOWN).map((one) => (
                    <Chip key={one.item.key} placed={one} onOpen={onOpen} />
                  ))}
                  {over > 1 ? (
                    <Link className="cal-more" href={weekHref(day)}>
                      {messages.more(over)}
                    </Link>
                  ) : null}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const MONTHS = ["January", "February", "March", "April", "May", "June"] as const;
const LATER = ["July", "August", "September", "October", "November", "December"] as const;
const ALL_MONTHS = [...MONTHS, ...LATER] as const;

/** "November 2026" */
export const monthText = (day: string): string =>
  `${ALL_MONTHS[Number(day.slice(5, 7)) - 1] ?? ""} ${day.slice(0, 4)}`;

/** "Monday 30 November", said with today where it is. */
export function dayText(day: string, isToday = false): string {
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "";
  const text = `${weekday} ${Number(day.slice(8))} ${ALL_MONTHS[Number(day.slice(5, 7)) - 1] ?? ""}`;
  return isToday ? `${text}, ${messages.today.toLowerCase()}` : text;
}
