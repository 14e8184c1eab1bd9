"use client";

import { Chip } from "@/components/calendar/chip";
import { kindOf } from "@/components/calendar/grid";
import { KIND_WORDS, KindIcon, LANES } from "@/components/calendar/kinds";
import { messages } from "@/components/calendar/messages";
import { type DaysProps, dayText } from "@/components/calendar/month-view";

type WeekProps = Omit<DaysProps, "weekHref">;

/** A week with one lane per kind; lanes without anything are left out. */
export function WeekView({ days, placed, today, onOpen }: WeekProps) {
  const lanes = LANES.filter((kind) =>
    days.some((day) => placed.get(day)?.some(({ item }) => kindOf(item) === kind)),
  );
  return (
    <table className="cal-week">
      <caption className="sr">{messages.views.week}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">Kind</span>
          </th>
          {days.map((day) => (
            <th key={day} scope="col" className={day === today ? "today" : undefined}>
              <span aria-hidden="true">
                {dayText(day).replace(/^(\w{3})\w*( \d+) (\w{3})\w*/, "$1$2 $3")}
              </span>
              <span className="sr">{dayText(day, day === today)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lanes.map((kind) => (
          <tr key={kind}>
            <th scope="row">
              <span className="cal-lane">
                <KindIcon kind={kind} />
                {KIND_WORDS[kind]}
              </span>
            </th>
            {days.map((day) => (
              <td key={day} className={day === today ? "today" : undefined}>
                {(placed.get(day) ?? [])
                  .filter(({ item }) => kindOf(item) === kind)
                  .map((one) => (
                    <Chip key={one.item.key} placed={one} onOpen={onOpen} />
                  ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
