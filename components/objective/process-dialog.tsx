"use client";

import { useState } from "react";
import { messages } from "@/components/objective/messages";
import {
  SPAN_UNITS,
  type SpanDraft,
  type SpanUnit,
  spanDraft,
  spanSeconds,
} from "@/components/objective/spans";
import { useSaveProcess } from "@/components/objective/use-objectives";
import { FormDialog } from "@/components/patterns/form-dialog";
import { OwnerFields } from "@/components/patterns/owner-fields";
import { SelectField, TextField } from "@/components/ui/field";
import type { BusinessProcess, ProcessList } from "@/lib/contracts/api/resources/objective";

const text = messages.form;
const FIRST = { rpoSeconds: 4 * 3_600, rtoSeconds: 3_600 };

type ProcessDialogProps = {
  tenantId: string;
  /** Null adds one. */
  process: BusinessProcess | null;
  production: ProcessList["production"];
  onClose: () => void;
};

/** Asks what a business process may lose, how long it can wait, and how people go on without the ERP. */
export function ProcessDialog({ tenantId, process, production, onClose }: ProcessDialogProps) {
  const [words, setWords] = useState({
    name: process?.name ?? "",
    environmentId: process?.environment?.id ?? "",
    ownerName: process?.ownerName ?? "",
    ownerContact: process?.ownerContact ?? "",
    fallback: process?.fallback ?? "",
  });
  const [rpo, setRpo] = useState(() => spanDraft(process?.rpoSeconds ?? FIRST.rpoSeconds));
  const [rto, setRto] = useState(() => spanDraft(process?.rtoSeconds ?? FIRST.rtoSeconds));
  const mutation = useSaveProcess(tenantId, process, onClose);
  const write = (part: Partial<typeof words>) => setWords({ ...words, ...part });
  const wrong = (path: string) => mutation.error?.issueFor(path);
  const submit = () => {
    const [rpoSeconds, rtoSeconds] = [spanSeconds(rpo), spanSeconds(rto)];
    if (rpoSeconds === null || rtoSeconds === null) return;
    mutation.mutate({ ...words, environmentId: words.environmentId || null, rpoSeconds, rtoSeconds });
  };
  const places = [
    { value: "", label: text.everywhere },
    ...production.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <FormDialog
      title={process === null ? text.addTitle : text.editTitle(process.name)}
      description={text.effect}
      cancel={text.cancel}
      confirm={text.save}
      mutation={mutation}
      failed={text.failed}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={text.name}
        hint={text.nameHint}
        value={words.name}
        maxLength={80}
        problem={wrong("name")}
        onChange={(event) => write({ name: event.target.value })}
      />
      <SelectField
        label={text.where}
        value={words.environmentId}
        choices={places}
        problem={wrong("environmentId")}
        onChange={(event) => write({ environmentId: event.target.value })}
      />
      <Span label={text.rpo} span={rpo} onChange={setRpo} problem={wrong("rpoSeconds")} />
      <Span label={text.rto} span={rto} onChange={setRto} problem={wrong("rtoSeconds")} />
      <OwnerFields draft={words} labels={text} problem={wrong} onChange={write} />
    </FormDialog>
  );
}

type SpanProps = {
  label: string;
  span: SpanDraft;
  onChange: (span: SpanDraft) => void;
  problem: string | null | undefined;
};

/** A number and its unit. */
function Span({ label, span, onChange, problem }: SpanProps) {
  return (
    <div className="span-field">
      <TextField
        label={label}
        inputMode="numeric"
        value={span.count}
        maxLength={7}
        problem={spanSeconds(span) === null ? text.span : problem}
        onChange={(event) => onChange({ ...span, count: event.target.value })}
      />
      <SelectField
        label={<span className="sr">{`${label}: ${text.unit}`}</span>}
        value={span.unit}
        choices={SPAN_UNITS.map(({ unit }) => ({ value: unit, label: unit }))}
        onChange={(event) => onChange({ ...span, unit: event.target.value as SpanUnit })}
      />
    </div>
  );
}
