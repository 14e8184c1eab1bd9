"use client";

import { messages } from "@/components/calendar/messages";
import { REPEATS, type Repeat, type RepeatDraft } from "@/components/calendar/repeat";
import { Ticks } from "@/components/calendar/ticks";
import { SelectField, TextField } from "@/components/ui/field";

const text = messages.repeat;
const MONTH_DAYS = [
  ...Array.from({ length: 31 }, (_, index) => ({ value: String(index + 1), label: `${index + 1}.` })),
  { value: "-1", label: text.lastDay },
];
const WEEKDAYS = text.weekdays.map((label, index) => ({ value: String(index), label }));
const NTHS = (["1", "2", "3", "4", "-1"] as const).map((value) => ({ value, label: text.nths[value] }));

type RepeatFieldsProps = { repeat: RepeatDraft; onChange: (repeat: RepeatDraft) => void };

/** How often, in plain choices. */
export function RepeatFields({ repeat, onChange }: RepeatFieldsProps) {
  const write = (part: Partial<RepeatDraft>) => onChange({ ...repeat, ...part });
  const choices = REPEATS.filter((each) => each !== "other" || repeat.repeat === "other");
  return (
    <>
      <SelectField
        label={text.label}
        value={repeat.repeat}
        choices={choices.map((value) => ({ value, label: text.choices[value] }))}
        onChange={(event) => write({ repeat: event.target.value as Repeat })}
      />
      <Which repeat={repeat} write={write} />
      {repeat.repeat === "none" || repeat.repeat === "other" ? null : <End repeat={repeat} write={write} />}
    </>
  );
}

type PartProps = { repeat: RepeatDraft; write: (part: Partial<RepeatDraft>) => void };

function Which({ repeat, write }: PartProps) {
  switch (repeat.repeat) {
    case "weekly":
      return (
        <Ticks
          legend={text.days}
          choices={WEEKDAYS}
          chosen={repeat.weekdays.map(String)}
          onChange={(chosen) => write({ weekdays: chosen.map(Number) })}
        />
      );
    case "month_day":
      return (
        <SelectField
          label={text.monthDay}
          value={String(repeat.monthDay)}
          choices={MONTH_DAYS}
          onChange={(event) => write({ monthDay: Number(event.target.value) })}
        />
      );
    case "month_weekday":
      return (
        <div className="cal-pair">
          <SelectField
            label={text.nth}
            value={String(repeat.nth)}
            choices={NTHS}
            onChange={(event) => write({ nth: Number(event.target.value) })}
          />
          <SelectField
            label={text.weekday}
            value={String(repeat.weekday)}
            choices={WEEKDAYS}
            onChange={(event) => write({ weekday: Number(event.target.value) })}
          />
        </div>
      );
    case "other":
      return (
        <TextField
          label={text.other}
          value={repeat.other}
          maxLength={500}
          className="input mono"
          onChange={(event) => write({ other: event.target.value })}
        />
      );
    default:
      return null;
  }
}

function End({ repeat, write }: PartProps) {
  return (
    <div className="cal-pair">
      <SelectField
        label={text.end}
        value={repeat.end}
        choices={(["never", "date", "count"] as const).map((value) => ({ value, label: text.ends[value] }))}
        onChange={(event) => write({ end: event.target.value as RepeatDraft["end"] })}
      />
      {repeat.end === "date" ? (
        <TextField
          label={text.endDate}
          type="date"
          value={repeat.endDate}
          onChange={(event) => write({ endDate: event.target.value })}
        />
      ) : null}
      {repeat.end === "count" ? (
        <TextField
          label={text.count}
          inputMode="numeric"
          maxLength={4}
          value={repeat.count}
          onChange={(event) => write({ count: event.target.value })}
        />
      ) : null}
    </div>
  );
}
