"use client";

import { useState } from "react";
import { placeOf } from "@/components/calendar/event-draft";
import { KIND_WORDS } from "@/components/calendar/kinds";
import { messages } from "@/components/calendar/messages";
import { type PlaceDraft, PlaceFields } from "@/components/calendar/place-fields";
import { useCalendarPlaces, useImport, useImportPreview } from "@/components/calendar/use-calendar";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { CalendarPlaces } from "@/lib/contracts/api/resources/calendar";
import { CALENDAR_FILE_MOST, type CalendarImport } from "@/lib/contracts/api/resources/calendar-file";
import { CALENDAR_KINDS, type CalendarKind } from "@/lib/domain/calendar/event";

const text = messages.importing;

/** Takes a calendar file over: first what it would do, then the deed. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const places = useCalendarPlaces();
  if (places.data !== undefined) return <ImportForm places={places.data} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.title}
      footer={<Button onClick={onClose}>{text.close}</Button>}
    >
      {places.error ? (
        <ErrorState error={places.error} what={text.failed} onRetry={() => void places.refetch()} />
      ) : (
        <LoadingState label={messages.form.loading} />
      )}
    </Dialog>
  );
}

type File = { name: string; text: string };

function ImportForm({ places, onClose }: { places: CalendarPlaces; onClose: () => void }) {
  const [first] = places.tenants;
  const [place, setPlace] = useState<PlaceDraft>({
    level: "tenant",
    industry: places.industries[0] ?? "",
    tenantId: first?.id ?? "",
    siteId: first?.sites[0]?.id ?? "",
    environmentId: first?.environments[0]?.id ?? "",
  });
  const [kind, setKind] = useState<CalendarKind>("freeze");
  const [zone, setZone] = useState(first?.timeZone ?? "UTC");
  const [file, setFile] = useState<File | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const preview = useImportPreview();
  const deed = useImport();
  const result = deed.data ?? preview.data;
  const body = () => ({ text: file?.text ?? "", kind, zone, level: place.level, ...placeOf(place) });
  const forget = () => {
    preview.reset();
    deed.reset();
  };
  const choose = async (chosen: globalThis.File | undefined) => {
    forget();
    setFile(null);
    if (chosen === undefined) return;
    const large = chosen.size > CALENDAR_FILE_MOST;
    setProblem(large ? text.tooLarge : null);
    if (!large) setFile({ name: chosen.name, text: await chosen.text() });
  };
  const wanted =
    result === undefined ? 0 : result.counts.create + result.counts.change + result.counts.cancel;
  const ready = preview.data !== undefined && deed.data === undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.title}
      description={text.effect}
      footer={
        <>
          <Button onClick={onClose}>{text.close}</Button>
          {deed.data === undefined && preview.data === undefined ? (
            <Button
              variant="primary"
              disabledReason={file === null ? text.noFile : null}
              busy={preview.isPending}
              onClick={() => preview.mutate(body())}
            >
              {text.look}
            </Button>
          ) : null}
          {ready ? (
            <Button
              variant="primary"
              disabledReason={wanted === 0 ? text.nothing : null}
              busy={deed.isPending}
              onClick={() => deed.mutate(body())}
            >
              {text.apply(wanted)}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="stack-2">
        <TextField
          label={text.file}
          type="file"
          accept=".ics,text/calendar"
          problem={problem}
          onChange={({ target }) => void choose(target.files?.[0])}
        />
        <PlaceFields
          draft={place}
          places={places}
          problem={() => null}
          onChange={(part, clock) => {
            forget();
            setPlace({ ...place, ...part });
            if (clock !== null) setZone(clock);
          }}
        />
        <SelectField
          label={text.kind}
          hint={text.kindHint}
          value={kind}
          choices={CALENDAR_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))}
          onChange={({ target }) => {
            forget();
            setKind(target.value as CalendarKind);
          }}
        />
        <TextField
          label={text.zone}
          value={zone}
          maxLength={64}
          spellCheck={false}
          onChange={({ target }) => {
            forget();
            setZone(target.value);
          }}
        />
        {preview.error ? <ErrorState error={preview.error} what={text.lookFailed} /> : null}
        {deed.error ? <ErrorState error={deed.error} what={text.failed} /> : null}
        {result === undefined ? null : <Result result={result} />}
      </div>
    </Dialog>
  );
}

function Result({ result }: { result: CalendarImport }) {
  const tone = result.counts.refuse > 0 ? "warn" : result.applied ? "good" : "wait";
  return (
    <>
      <Notice tone={tone} live>
        {result.applied ? `${text.done} ` : ""}
        {text.counts(result.counts)} {result.more ? text.more : ""}
      </Notice>
      <DataTable
        caption={text.columns.outcome}
        columns={COLUMNS}
        rows={result.events}
        rowKey={({ line, uid }) => `${line} ${uid}`}
      />
    </>
  );
}

const COLUMNS: readonly Column<CalendarImport["events"][number]>[] = [
  { id: "line", header: text.columns.line, number: true, cell: ({ line }) => line },
  { id: "event", header: text.columns.event, phone: "full", cell: ({ title, uid }) => title || uid },
  {
    id: "outcome",
    header: text.columns.outcome,
    phone: "full",
    cell: ({ outcome, sentence }) => (
      <>
        <span className={outcome === "refuse" ? "strong warn-w" : "strong"}>{text.outcomes[outcome]}</span>{" "}
        {sentence}
      </>
    ),
  },
];
