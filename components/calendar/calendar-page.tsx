"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { Agenda } from "@/components/calendar/agenda";
import { CalendarBar } from "@/components/calendar/calendar-bar";
import {
  type CalendarFilter,
  daysOf,
  type Item,
  itemsOf,
  placeItems,
  rangeOf,
} from "@/components/calendar/grid";
import { messages } from "@/components/calendar/messages";
import { MonthView } from "@/components/calendar/month-view";
import { Openings } from "@/components/calendar/openings";
import { TimeTable } from "@/components/calendar/time-table";
import { WeekView } from "@/components/calendar/week-view";
import { useNow } from "@/components/patterns/clock";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { hrefWith, useUrlFilter } from "@/components/patterns/url-filter";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { call } from "@/lib/client/call";
import { calendarKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Output } from "@/lib/contracts/api/registry";
import type { CalendarEvent } from "@/lib/contracts/api/resources/calendar";
import { formatLocalDate, wallOf } from "@/lib/domain/calendar/wall-clock";

const EventForm = dynamic(() => import("@/components/calendar/event-form").then((each) => each.EventForm));
const EventDetails = dynamic(() =>
  import("@/components/calendar/event-details").then((each) => each.EventDetails),
);
const ImportDialog = dynamic(() =>
  import("@/components/calendar/import-dialog").then((each) => each.ImportDialog),
);
const FeedsDialog = dynamic(() =>
  import("@/components/calendar/feeds-dialog").then((each) => each.FeedsDialog),
);

type CalendarPageProps = {
  filter: CalendarFilter;
  tenants: readonly { id: string; name: string; environments: readonly { id: string; name: string }[] }[];
  seed: Output<"getCalendar">;
  seededAt: number;
};

type Asked = { kind: "add" | "import" | "feeds" } | { kind: "edit"; event: CalendarEvent } | null;

const MINUTE_MS = 60_000;

/** What stands when: the business's calendar and what Holdfast plans, on the clock of the place it is about. */
export function CalendarPage({ filter, tenants, seed, seededAt }: CalendarPageProps) {
  const { set, pending } = useUrlFilter(filter);
  const { view, day, tenantId, environmentId } = filter;
  const days = daysOf(view, day);
  const place = { ...(tenantId ? { tenantId } : {}), ...(environmentId ? { environmentId } : {}) };
  const asked = { ...rangeOf(days), ...place };
  const query = useSeededQuery({
    queryKey: calendarKeys.list(asked),
    queryFn: ({ signal }) => call("getCalendar", { query: asked }, signal),
    seed,
    seededAt,
  });
  const calendar = query.data ?? seed;
  const items = itemsOf(calendar);
  const placed = placeItems(items, days, calendar.timeZone);
  const today = formatLocalDate(wallOf(calendar.timeZone, useNow(MINUTE_MS)));
  const shown = items.filter((item) =>
    days.some((each) => placed.get(each)?.some((one) => one.item === item)),
  );
  const linked = shown.find((item) => item.type === "event" && item.event.id === filter.event);
  const [opened, setOpened] = useState<Item | null>(linked ?? null);
  const [dialog, setDialog] = useState<Asked>(null);
  const conflicts = shown.filter((item) => item.type === "event" && item.occurrence.conflicts.length > 0);
  const close = () => setDialog(null);
  const views = { days, placed, today, onOpen: setOpened };
  return (
    <Page here={messages.calendar}>
      <PageHead
        title={messages.calendar}
        state={<Actions calendar={calendar} onAsk={setDialog} />}
        sentence={messages.sentence(
          calendar.openings.filter(({ open }) => !open).length,
          calendar.openings.length,
          conflicts.length,
        )}
      />
      <CalendarBar filter={filter} tenants={tenants} today={today} zone={calendar.timeZone} onSet={set} />
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {calendar.more ? <Notice tone="warn">{messages.moreInTime}</Notice> : null}
      {shown.length === 0 ? <EmptyState title={messages.empty}>{messages.emptyMore}</EmptyState> : null}
      <div className={pending ? "cal is-stale" : "cal"} aria-busy={pending || undefined}>
        {view === "table" ? <TimeTable items={shown} stale={pending} onOpen={setOpened} /> : null}
        {view === "month" ? (
          <MonthView
            {...views}
            month={day.slice(0, 7)}
            weekHref={(each) =>
              hrefWith("/calendar", { ...filter, event: undefined, view: "week", day: each })
            }
          />
        ) : null}
        {view === "week" && shown.length > 0 ? <WeekView {...views} /> : null}
        {view === "table" ? null : <Agenda {...views} />}
      </div>
      <Openings openings={calendar.openings} />
      {opened?.type === "event" ? (
        <EventDetails
          key={opened.key}
          event={opened.event}
          occurrence={opened.occurrence}
          onEdit={() => {
            setDialog({ kind: "edit", event: opened.event });
            setOpened(null);
          }}
          onClose={() => setOpened(null)}
        />
      ) : null}
      {dialog?.kind === "add" ? (
        <EventForm
          event={null}
          first={{ day: [day, today].toSorted().at(-1) ?? day, ...place }}
          onClose={close}
        />
      ) : null}
      {dialog?.kind === "edit" ? <EventForm event={dialog.event} first={{ day }} onClose={close} /> : null}
      {dialog?.kind === "import" ? <ImportDialog onClose={close} /> : null}
      {dialog?.kind === "feeds" ? <FeedsDialog narrowed={place} onClose={close} /> : null}
    </Page>
  );
}

type ActionsProps = { calendar: Output<"getCalendar">; onAsk: (asked: Asked) => void };

function Actions({ calendar, onAsk }: ActionsProps) {
  const { add, import: importing, subscribe } = calendar.can;
  return (
    <span className="row cal-actions">
      <Button disabledReason={subscribe.reason} onClick={() => onAsk({ kind: "feeds" })}>
        {messages.feeds.action}
      </Button>
      <Button disabledReason={importing.reason} onClick={() => onAsk({ kind: "import" })}>
        {messages.importing.action}
      </Button>
      <Button
        variant="primary"
        disabledReason={add.reason}
        keyHint="n"
        onClick={() => onAsk({ kind: "add" })}
      >
        {messages.form.add}
      </Button>
    </span>
  );
}
