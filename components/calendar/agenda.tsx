"use client";

import { Chip } from "@/components/calendar/chip";
import { type DaysProps, dayText } from "@/components/calendar/month-view";

/** The same days one under the other, for a phone; days without anything are left out. */
export function Agenda({ days, placed, today, onOpen }: Omit<DaysProps, "weekHref">) {
  // What is over is one step back in time; on a phone the present comes first.
  const from = days.includes(today) ? today : "";
  const full = days.filter((day) => day >= from && (placed.get(day)?.length ?? 0) > 0);
  return (
    <div className="cal-agenda">
      {full.map((day) => (
        <section key={day} aria-label={dayText(day, day === today)}>
          <h3 className={day === today ? "today" : undefined}>{dayText(day, day === today)}</h3>
          <ul>
            {(placed.get(day) ?? []).map((one) => (
              <li key={one.item.key}>
                <Chip placed={one} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
