"use client";

import { type FormEvent, useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { contentFrom, draftOf, emptyDraft } from "@/components/runbook/draft";
import { messages, scenarioName } from "@/components/runbook/messages";
import { ContactsEditor, MessagesEditor } from "@/components/runbook/people-editor";
import { StepEditor } from "@/components/runbook/step-editor";
import { useSaveRunbook } from "@/components/runbook/use-runbooks";
import { Button } from "@/components/ui/button";
import { SelectField, TextArea, TextField } from "@/components/ui/field";
import type { Runbook, RunbookScenario } from "@/lib/contracts/api/resources/runbook";
import { DRILL_SCENARIOS } from "@/lib/domain/drill/scenario";
import { RUNBOOK_BOUNDS } from "@/lib/domain/runbook/content";
import { SHIPPED_RUNBOOKS } from "@/lib/domain/runbook/shipped/runbooks";

const text = messages.form;
const ANY = "";
const SCENARIOS = [
  { value: ANY, label: scenarioName(null) },
  ...DRILL_SCENARIOS.map((scenario) => ({ value: scenario, label: scenarioName(scenario) })),
];
const BEGINNINGS = [
  { value: "", label: text.blank },
  ...SHIPPED_RUNBOOKS.map(({ name }) => ({ value: name, label: name })),
];

type EditorPageProps = {
  /** Null writes a new one. */
  runbook: Runbook | null;
  /** For whom a new one can be. */
  tenants: readonly { id: string; name: string }[];
  /** Whether a new one can be for every tenant. */
  everybody: boolean;
};

/** Writes a runbook, or the next version of one. */
export function RunbookEditorPage({ runbook: stored, tenants, everybody }: EditorPageProps) {
  // As it was opened: what comes anew from the server takes nothing away, and is not saved over.
  const [runbook] = useState(stored);
  const [head, setHead] = useState({
    name: runbook?.name ?? "",
    scenario: runbook?.scenario ?? null,
    tenantId: runbook === null && !everybody ? (tenants[0]?.id ?? null) : (runbook?.tenant?.id ?? null),
    note: "",
  });
  const [draft, setDraft] = useState(() =>
    runbook === null ? emptyDraft() : draftOf(runbook.shown.content),
  );
  const [begun, setBegun] = useState("");
  const mutation = useSaveRunbook(runbook);
  const issueFor = (path: string) => mutation.error?.issueFor(path);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!mutation.isPending) mutation.mutate({ ...head, content: contentFrom(draft) });
  };
  const begin = (name: string) => {
    const shipped = SHIPPED_RUNBOOKS.find((each) => each.name === name);
    setBegun(name);
    setDraft(shipped === undefined ? emptyDraft() : draftOf(shipped.content));
    if (shipped !== undefined)
      setHead({ ...head, name: head.name || shipped.name, scenario: shipped.scenario });
  };
  const title = runbook === null ? text.newTitle : text.editTitle(runbook.name);
  return (
    <Page trail={[{ label: messages.runbooks, href: "/runbooks" }]} here={title}>
      <PageHead title={title} sentence={text.effect} />
      <form onSubmit={submit} noValidate>
        <div className="stack-2 narrow-form">
          {runbook === null ? (
            <>
              <SelectField
                label={text.begin}
                value={begun}
                choices={BEGINNINGS}
                onChange={(event) => begin(event.target.value)}
              />
              <SelectField
                label={text.tenant}
                value={head.tenantId ?? ""}
                choices={[
                  ...(everybody ? [{ value: "", label: text.everybody }] : []),
                  ...tenants.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                problem={issueFor("tenantId")}
                onChange={(event) => setHead({ ...head, tenantId: event.target.value || null })}
              />
            </>
          ) : null}
          <TextField
            label={text.name}
            value={head.name}
            maxLength={120}
            problem={issueFor("name")}
            onChange={(event) => setHead({ ...head, name: event.target.value })}
          />
          <SelectField
            label={text.scenario}
            value={head.scenario ?? ANY}
            choices={SCENARIOS}
            onChange={(event) => setHead({ ...head, scenario: scenarioOf(event.target.value) })}
          />
          <TextArea
            label={text.authority}
            value={draft.authority}
            maxLength={RUNBOOK_BOUNDS.authority}
            problem={issueFor("content.authority")}
            onChange={(event) => setDraft({ ...draft, authority: event.target.value })}
          />
        </div>
        <Section title={text.steps} meta={draft.steps.length}>
          <StepEditor
            steps={draft.steps}
            issueFor={issueFor}
            onChange={(steps) => setDraft({ ...draft, steps })}
          />
        </Section>
        <Section title={text.escalation} meta={draft.escalation.length}>
          <ContactsEditor
            contacts={draft.escalation}
            issueFor={issueFor}
            onChange={(escalation) => setDraft({ ...draft, escalation })}
          />
        </Section>
        <Section title={text.messages} meta={draft.messages.length}>
          <MessagesEditor
            drafts={draft.messages}
            issueFor={issueFor}
            onChange={(drafts) => setDraft({ ...draft, messages: drafts })}
          />
        </Section>
        <div className="stack-2 narrow-form">
          <TextField
            label={text.note}
            value={head.note}
            maxLength={500}
            onChange={(event) => setHead({ ...head, note: event.target.value })}
          />
          {mutation.error ? <ErrorState error={mutation.error} what={text.failed} /> : null}
          <div>
            <Button variant="primary" type="submit" busy={mutation.isPending}>
              {text.save}
            </Button>
          </div>
        </div>
      </form>
    </Page>
  );
}

const scenarioOf = (value: string): RunbookScenario | null =>
  DRILL_SCENARIOS.find((each) => each === value) ?? null;
