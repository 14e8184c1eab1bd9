"use client";

import { useState } from "react";
import { bodyOf, type EventDraft, eventDraft, minutesOf, withKind } from "@/components/calendar/event-draft";
import { EFFECT_WORDS, KIND_WORDS } from "@/components/calendar/kinds";
import { messages } from "@/components/calendar/messages";
import { NextTimes } from "@/components/calendar/next-times";
import { PlaceFields } from "@/components/calendar/place-fields";
import { RepeatFields } from "@/components/calendar/repeat-fields";
import { Ticks } from "@/components/calendar/ticks";
import { useCalendarPlaces, useSaveEvent } from "@/components/calendar/use-calendar";
import { useNow } from "@/components/patterns/clock";
import { ErrorState } from "@/components/patterns/error-state";
import { FormDialog } from "@/components/patterns/form-dialog";
import { LoadingState } from "@/components/patterns/loading-state";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField, TextArea, TextField } from "@/components/ui/field";
import type { CalendarEvent, CalendarPlaces } from "@/lib/contracts/api/resources/calendar";
import { ALERT_DOMAINS, DOMAIN_NAMES } from "@/lib/domain/alert/source";
import { type CalendarEffect, type CalendarKind, effectsOf } from "@/lib/domain/calendar/event";
import { STAGE_NAMES, STAGES, type Stage } from "@/lib/domain/catalog/stage";

const text = messages.form;
const CLOCK_STEP_MS = 30_000;

export type First = { day: string; tenantId?: string | undefined; environmentId?: string | undefined };
type EventFormProps = { event: CalendarEvent | null; first: First; onClose: () => void };

/** Asks what happens when and where; where it counts cannot be changed afterwards. */
export function EventForm(props: EventFormProps) {
  const places = useCalendarPlaces();
  if (places.data !== undefined) return <Form {...props} places={places.data} />;
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={text.addTitle}
      footer={<Button onClick={props.onClose}>{text.cancel}</Button>}
    >
      {places.error ? (
        <ErrorState error={places.error} what={text.failed} onRetry={() => void places.refetch()} />
      ) : (
        <LoadingState label={text.loading} />
      )}
    </Dialog>
  );
}

function Form({ event, first, places, onClose }: EventFormProps & { places: CalendarPlaces }) {
  const [draft, setDraft] = useState(() => eventDraft(event, places, first));
  const [tried, setTried] = useState(false);
  const now = useNow(CLOCK_STEP_MS);
  const mutation = useSaveEvent(event, onClose);
  const write = (part: Partial<EventDraft>) => setDraft({ ...draft, ...part });
  const problem = (path: string) => mutation.error?.issueFor(path);
  const submit = () => {
    setTried(true);
    const body = bodyOf(draft);
    const sound = draft.title.trim().length >= 3 && draft.stages.length > 0;
    if (body !== null && sound) mutation.mutate(body);
  };
  return (
    <FormDialog
      title={event === null ? text.addTitle : text.editTitle(event.title)}
      description={places.limits ?? text.effect}
      cancel={text.cancel}
      confirm={event === null ? text.save.add : text.save.edit}
      mutation={mutation}
      failed={text.failed}
      onSubmit={submit}
      onClose={onClose}
    >
      <What draft={draft} kinds={places.kinds} setDraft={setDraft} tried={tried} problem={problem} />
      {event === null ? (
        <PlaceFields
          draft={draft}
          places={places}
          problem={problem}
          onChange={(part, zone) => write(zone === null ? part : { ...part, zone })}
        />
      ) : (
        <p className="small sub">
          {text.where}: {event.scope.name}
        </p>
      )}
      <When draft={draft} write={write} tried={tried} problem={problem} />
      <RepeatFields repeat={draft.repeat} onChange={(repeat) => write({ repeat })} />
      <NextTimes draft={draft} now={now} />
      <Ticks
        legend={text.families}
        hint={text.familiesHint}
        choices={places.families.map(({ name, words }) => ({ value: name, label: words }))}
        chosen={draft.moduleFamilies}
        onChange={(moduleFamilies) => write({ moduleFamilies })}
      />
      <Ticks
        legend={text.stages}
        problem={draft.stages.length === 0 ? text.stagesProblem : problem("stages")}
        choices={STAGES.map((stage) => ({ value: stage, label: STAGE_NAMES[stage] }))}
        chosen={draft.stages}
        onChange={(stages) => write({ stages: stages as Stage[] })}
      />
      {draft.kind === "maintenance_window" ? (
        <Ticks
          legend={text.announces}
          hint={text.announcesHint}
          choices={ALERT_DOMAINS.map((value) => ({ value, label: DOMAIN_NAMES[value] }))}
          chosen={draft.announces}
          onChange={(chosen) =>
            write({ announces: ALERT_DOMAINS.filter((domain) => chosen.includes(domain)) })
          }
        />
      ) : null}
    </FormDialog>
  );
}

type Problem = (path: string) => string | null | undefined;
type WhatProps = {
  draft: EventDraft;
  kinds: readonly CalendarKind[];
  setDraft: (draft: EventDraft) => void;
  tried: boolean;
  problem: Problem;
};

function What({ draft, kinds, setDraft, tried, problem }: WhatProps) {
  const effects = effectsOf(draft.kind);
  const shown = kinds.includes(draft.kind) ? kinds : [draft.kind, ...kinds];
  return (
    <>
      <SelectField
        label={text.kind}
        value={draft.kind}
        choices={shown.map((kind) => ({ value: kind, label: KIND_WORDS[kind] }))}
        problem={problem("kind")}
        onChange={({ target }) => setDraft(withKind(draft, target.value as CalendarKind))}
      />
      {effects.length > 1 ? (
        <SelectField
          label={text.effectLabel}
          value={draft.effect}
          choices={effects.map((effect) => ({ value: effect, label: EFFECT_WORDS[effect] }))}
          problem={problem("effect")}
          onChange={({ target }) => setDraft({ ...draft, effect: target.value as CalendarEffect })}
        />
      ) : null}
      <TextField
        label={text.title}
        hint={text.titleHint}
        value={draft.title}
        maxLength={120}
        problem={tried && draft.title.trim().length < 3 ? text.titleProblem : problem("title")}
        onChange={({ target }) => setDraft({ ...draft, title: target.value })}
      />
      <TextArea
        label={text.reason}
        value={draft.reason}
        maxLength={500}
        problem={problem("reason")}
        onChange={({ target }) => setDraft({ ...draft, reason: target.value })}
      />
    </>
  );
}

type WhenProps = {
  draft: EventDraft;
  write: (part: Partial<EventDraft>) => void;
  tried: boolean;
  problem: Problem;
};

function When({ draft, write, tried, problem }: WhenProps) {
  const wrong = minutesOf(draft) === null ? text.untilProblem : null;
  return (
    <>
      <div className="cal-pair">
        <TextField
          label={text.from}
          type="datetime-local"
          value={draft.from}
          problem={problem("start")}
          onChange={({ target }) => write({ from: target.value.slice(0, 16) })}
        />
        <TextField
          label={text.until}
          type="datetime-local"
          value={draft.until}
          problem={tried || draft.until !== "" ? (wrong ?? problem("durationMinutes")) : null}
          onChange={({ target }) => write({ until: target.value.slice(0, 16) })}
        />
      </div>
      <TextField
        label={text.zone}
        value={draft.zone}
        maxLength={64}
        spellCheck={false}
        problem={problem("zone")}
        onChange={({ target }) => write({ zone: target.value })}
      />
    </>
  );
}
