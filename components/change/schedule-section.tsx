"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { messages } from "@/components/change/schedule-messages";
import { useUnschedule } from "@/components/change/use-schedule";
import { WindowFitBar } from "@/components/change/window-fit";
import { ErrorState } from "@/components/patterns/error-state";
import { FoldSection } from "@/components/patterns/fold-section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import type { Change } from "@/lib/contracts/api/resources/change";

const ScheduleDialog = dynamic(() =>
  import("@/components/change/schedule-dialog").then((module) => module.ScheduleDialog),
);

const OFFERED = ["approved", "scheduled"];

/** When a change starts: what it waits for, what the calendar says, and how it fits into the open time. */
export function ScheduleSection({ change }: { change: Change }) {
  const { schedule } = change;
  const zone = change.environment.timeZone;
  if (change.gates.length === 0 || change.state === "in_progress") return null;
  return (
    <FoldSection
      title={messages.title}
      meta={<WhenInShort change={change} />}
      open={OFFERED.includes(change.state)}
      right={<Link href={`/calendar?environmentId=${change.environment.id}`}>{messages.calendar}</Link>}
    >
      <div className="stack-2">
        <Waits change={change} />
        <p className="prose">
          {schedule.open
            ? messages.openNow
            : change.governance.emergency === null
              ? messages.closedNow
              : messages.closedEmergency}{" "}
          {schedule.nextOpening === null ? messages.neverOpens : null}
          {schedule.open || schedule.nextOpening === null ? null : (
            <>
              {messages.opens}
              <TimeInZone at={schedule.nextOpening} zone={zone} />
            </>
          )}
        </p>
        {schedule.fit === null ? null : <WindowFitBar fit={schedule.fit} zone={zone} />}
        {change.train === null && OFFERED.includes(change.state) ? <Buttons change={change} /> : null}
      </div>
    </FoldSection>
  );
}

/** Open or closed, and whether it fits: what a phone shows of it while it is folded. */
function WhenInShort({ change: { schedule, environment } }: { change: Change }) {
  const { open, nextOpening, fit } = schedule;
  return (
    <span className="fold-short">
      {open ? messages.openShort : messages.closedShort}
      {open || nextOpening === null ? null : (
        <>
          {messages.untilShort}
          <TimeInZone at={nextOpening} zone={environment.timeZone} />
        </>
      )}
      {fit === null ? null : fit.fits ? messages.fitsShort : messages.fitsNotShort}
    </span>
  );
}

function Waits({ change }: { change: Change }) {
  const { wait } = change.schedule;
  const zone = change.environment.timeZone;
  if (wait === null) return null;
  return (
    <div className="prose">
      <p>
        {messages.waits(wait.by.name, wait.atNextOpening)}
        <TimeInZone at={wait.wakeAt} zone={zone} form="second" />. {messages.asked}
        {messages.ends}
        <TimeInZone at={wait.expiresAt} zone={zone} />.
      </p>
      {wait.lastRefusal === "" ? null : (
        <p>
          {messages.refused(wait.attempts)}
          {wait.lastRefusal}
        </p>
      )}
    </div>
  );
}

function Buttons({ change }: { change: Change }) {
  const [asking, setAsking] = useState(false);
  const off = useUnschedule(change);
  const scheduled = change.state === "scheduled";
  return (
    <div className="stack-2">
      <div className="schedule-acts">
        <Button disabledReason={blocked(change.can.schedule)} onClick={() => setAsking(true)}>
          {scheduled ? messages.another : messages.schedule}
        </Button>
        {scheduled ? (
          <Button
            variant="quiet"
            disabledReason={blocked(change.can.unschedule)}
            busy={off.isPending}
            onClick={() => off.mutate()}
          >
            {messages.unschedule}
          </Button>
        ) : null}
      </div>
      {off.error ? <ErrorState error={off.error} what={messages.failedOff} /> : null}
      {asking ? <ScheduleDialog change={change} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

const blocked = ({ allowed, reason }: Change["can"]["schedule"]): string | null =>
  allowed ? null : (reason ?? "Not possible now.");
