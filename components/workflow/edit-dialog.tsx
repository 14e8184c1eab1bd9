"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { FormDialog } from "@/components/patterns/form-dialog";
import { OwnerFields } from "@/components/patterns/owner-fields";
import { SelectField, TextField } from "@/components/ui/field";
import { type Draft, draftBody, draftOf } from "@/components/workflow/draft";
import { useEditWorkflow } from "@/components/workflow/use-workflows";
import { form as text } from "@/components/workflow/words";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { runbookKeys } from "@/lib/client/query-keys";
import type { Output } from "@/lib/contracts/api/registry";
import type { Workflow } from "@/lib/contracts/api/resources/workflow";

type EditDialogProps = {
  environmentId: string;
  tenantId: string;
  workflow: Workflow;
  /** That somebody else saved it meanwhile. */
  moved: ReactNode;
  onClose: () => void;
};

/** Asks who owns a workflow, how it is tried, what is promised, and how people go on without it. */
export function EditDialog({ environmentId, tenantId, workflow, moved, onClose }: EditDialogProps) {
  const [draft, setDraft] = useState(() => draftOf(workflow));
  const [tried, setTried] = useState(false);
  const mutation = useEditWorkflow({ environmentId, workflow: workflow.id }, onClose);
  const { body, problems } = draftBody(draft, workflow.version);
  const write = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const wrong = (path: string) => (tried ? problems[path] : undefined) ?? mutation.error?.issueFor(path);
  const submit = () => {
    setTried(true);
    if (body !== null) mutation.mutate(body);
  };
  const field = (name: "every" | "longest" | "share", path: string) => ({
    ...{ label: text[name], inputMode: "decimal" as const, value: draft[name], maxLength: 8 },
    problem: wrong(path),
    onChange: (event: { target: { value: string } }) => write({ [name]: event.target.value }),
  });
  return (
    <FormDialog
      title={text.title(workflow.title)}
      description={text.effect}
      cancel={text.cancel}
      confirm={text.save}
      notice={moved}
      mutation={mutation}
      failed={text.failed}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        label={text.enabled}
        value={draft.enabled}
        choices={[
          { value: "on", label: text.on },
          { value: "off", label: text.off },
        ]}
        onChange={(event) => write({ enabled: event.target.value })}
      />
      {draft.enabled === "on" ? (
        <div className="field-pair">
          <TextField {...field("every", "settings.everyMinutes")} />
          <SelectField
            label={text.hours}
            value={draft.hours}
            choices={[
              { value: "always", label: text.always },
              { value: "shifts", label: text.shifts },
            ]}
            onChange={(event) => write({ hours: event.target.value })}
          />
        </div>
      ) : null}
      <div className="field-pair">
        <TextField {...field("longest", "settings.longestMs")} />
        <TextField {...field("share", "settings.goodShare")} />
      </div>
      <Words draft={draft} tenantId={tenantId} workflow={workflow} write={write} wrong={wrong} />
    </FormDialog>
  );
}

type WordsProps = {
  draft: Draft;
  tenantId: string;
  workflow: Workflow;
  write: (part: Partial<Draft>) => void;
  wrong: (path: string) => string | null | undefined;
};

function Words({ draft, tenantId, workflow, write, wrong }: WordsProps) {
  const { owner, runbook } = workflow;
  const query = { limit: 100 };
  const runbooks = useQuery<Output<"listRunbooks">, ApiError>({
    queryKey: runbookKeys.list({ limit: "100" }),
    queryFn: ({ signal }) => call("listRunbooks", { query }, signal),
  });
  const usable = runbooks.data?.items.filter(({ tenant }) => tenant === null || tenant.id === tenantId);
  const known = usable ?? (runbook === null ? [] : [runbook]);
  return (
    <>
      <OwnerFields
        draft={draft}
        labels={text}
        ownerHint={owner.own ? undefined : text.ownerHint(owner.name)}
        problem={wrong}
        onChange={write}
      />
      <SelectField
        label={text.runbook}
        value={draft.runbookId}
        choices={[
          { value: "", label: text.noRunbook },
          ...known.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        problem={wrong("runbookId")}
        onChange={(event) => write({ runbookId: event.target.value })}
      />
    </>
  );
}
