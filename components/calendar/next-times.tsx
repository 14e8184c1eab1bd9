"use client";

import { type EventDraft, timesOf } from "@/components/calendar/event-draft";
import { messages } from "@/components/calendar/messages";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Notice } from "@/components/ui/notice";
import { clockNote, LOOK_AHEAD_MS, occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import { recurrenceWords } from "@/lib/domain/calendar/recurrence-words";
import { timesProblem } from "@/lib/domain/calendar/times-problem";

const SHOWN = 5;

/** The next five times of what is typed, on its own clock; or why it is none. */
export function NextTimes({ draft, now }: { draft: EventDraft; now: number }) {
  const times = timesOf(draft);
  if (times === null) return null;
  const problem = timesProblem(times);
  if (problem !== null) return <Notice tone="warn">{problem}</Notice>;
  const next = occurrencesBetween(
    times,
    { from: new Date(now), until: new Date(now + LOOK_AHEAD_MS) },
    SHOWN,
  );
  return (
    <section className="cal-next" aria-label={messages.repeat.next}>
      <p className="small strong">
        {messages.repeat.next}
        <span className="sub"> · {recurrenceWords(times.recurrence, times.start, times.zone)}</span>
      </p>
      {next.length === 0 ? <p className="small">{messages.repeat.none}</p> : null}
      <ol>
        {next.map((occurrence) => {
          const note = clockNote(times, occurrence);
          return (
            <li key={occurrence.from.toISOString()}>
              <TimeInZone at={occurrence.from.toISOString()} zone={times.zone} /> –{" "}
              <TimeInZone at={occurrence.until.toISOString()} zone={times.zone} />
              {note === null ? null : <div className="small warn-w">{note}</div>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
