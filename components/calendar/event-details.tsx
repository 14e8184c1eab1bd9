"use client";

import { type ReactNode, useState } from "react";
import { EFFECT_WORDS, KIND_WORDS } from "@/components/calendar/kinds";
import { messages } from "@/components/calendar/messages";
import { useCancelEvent } from "@/components/calendar/use-calendar";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import type { CalendarEvent, CalendarOccurrence } from "@/lib/contracts/api/resources/calendar";
import { DOMAIN_NAMES } from "@/lib/domain/alert/source";
import { familyName } from "@/lib/domain/calendar/family";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";
import { listed } from "@/lib/domain/shared/words";

const text = messages.detail;

type DetailsProps = {
  event: CalendarEvent;
  occurrence: CalendarOccurrence;
  onEdit: () => void;
  onClose: () => void;
};

/** One time of an event: what it means, for whom, how often, and what contradicts it. */
export function EventDetails({ event, occurrence, onEdit, onClose }: DetailsProps) {
  const [asked, setAsked] = useState<"event" | "time" | null>(null);
  if (asked !== null) {
    const day = asked === "time" ? occurrence.day : null;
    return <Cancel event={event} day={day} onClose={() => setAsked(null)} onDone={onClose} />;
  }
  const { edit, cancel } = event.can;
  return (
    <Dialog
      open
      onClose={onClose}
      title={event.title}
      description={`${KIND_WORDS[event.kind]} · ${event.scope.name}`}
      footer={
        <>
          <Button onClick={onClose}>{text.close}</Button>
          {event.recurrence === null ? null : (
            <Button disabledReason={cancel.reason} onClick={() => setAsked("time")}>
              {text.skip}
            </Button>
          )}
          <Button disabledReason={cancel.reason} onClick={() => setAsked("event")}>
            {text.cancel}
          </Button>
          <Button variant="primary" disabledReason={edit.reason} onClick={onEdit}>
            {text.edit}
          </Button>
        </>
      }
    >
      <div className="stack-2">
        {occurrence.conflicts.map((conflict) => (
          <Notice key={conflict} tone="warn">
            {conflict}
          </Notice>
        ))}
        {occurrence.note === null ? null : <Notice tone="wait">{occurrence.note}</Notice>}
        {event.reason === "" ? null : <p className="prose prewrap">{event.reason}</p>}
        <Facts event={event} occurrence={occurrence} />
      </div>
    </Dialog>
  );
}

function Facts({ event, occurrence }: { event: CalendarEvent; occurrence: CalendarOccurrence }) {
  const about =
    event.moduleFamilies.length === 0
      ? "every change"
      : `changes to ${listed(event.moduleFamilies.map(familyName))}`;
  return (
    <dl className="fact-list">
      <Fact name="When">
        <TimeInZone at={occurrence.from} zone={event.zone} /> –{" "}
        <TimeInZone at={occurrence.until} zone={event.zone} />
      </Fact>
      <Fact name="Clock">{event.zone}</Fact>
      <Fact name="How often">
        {event.recurrenceWords}
        {event.exceptions.length === 0 ? "" : `, but not on ${listed(event.exceptions)}`}
      </Fact>
      <Fact name="For changes">
        {EFFECT_WORDS[event.effect]}: {about}, {listed(event.stages.map((stage) => STAGE_NAMES[stage]))}
      </Fact>
      {event.announces.length === 0 ? null : (
        <Fact name="Will be felt in">
          {listed(event.announces.map((domain) => DOMAIN_NAMES[domain].toLowerCase()))}: its alerts are not
          told meanwhile
        </Fact>
      )}
      <Fact name="Put in by">
        {event.owner.name}
        {event.imported ? ", imported" : ""}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="sub">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type CancelProps = { event: CalendarEvent; day: string | null; onClose: () => void; onDone: () => void };

function Cancel({ event, day, onClose, onDone }: CancelProps) {
  // As it was when they asked: what somebody else has changed since is not cancelled unseen, and the reason stays.
  const [seen] = useState(event);
  const mutation = useCancelEvent(seen, day, onDone);
  return (
    <ConfirmWithReason
      title={day === null ? text.cancelTitle(event.title) : text.skipTitle(event.title, day)}
      effect={day === null ? text.cancelEffect : text.skipEffect}
      confirmLabel={day === null ? text.cancelConfirm : text.skipConfirm}
      danger
      reasonLabel={text.reason}
      busy={mutation.isPending}
      error={mutation.error}
      failed={text.failed}
      onConfirm={(reason) => mutation.mutate(reason)}
      onClose={onClose}
    />
  );
}
