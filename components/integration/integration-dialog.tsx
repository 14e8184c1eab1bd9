"use client";

import { type ReactNode, useState } from "react";
import { checkDraft, checkOf } from "@/components/integration/check-draft";
import { CheckFields } from "@/components/integration/check-fields";
import { draftOf, type WordsDraft, wordsDraft } from "@/components/integration/integration-draft";
import { type IntegrationDraft, useSaveIntegration } from "@/components/integration/use-integrations";
import { messages } from "@/components/integration/words";
import { WordsFields } from "@/components/integration/words-fields";
import { FormDialog } from "@/components/patterns/form-dialog";
import { TextArea, TextField } from "@/components/ui/field";
import type { Integration } from "@/lib/contracts/api/resources/integration";

const text = messages.form;

type IntegrationDialogProps = {
  environmentId: string;
  /** Null adds one. */
  integration: Integration | null;
  /** That somebody else saved it meanwhile. */
  moved?: ReactNode;
  onClose: () => void;
};

/** Asks what an integration is, who looks after it, what rests on it, and how it is checked. */
export function IntegrationDialog({ environmentId, integration, moved, onClose }: IntegrationDialogProps) {
  const [words, setWords] = useState<WordsDraft>(() => wordsDraft(integration));
  const [check, setCheck] = useState(() => checkDraft(integration?.check ?? null));
  const [secret, setSecret] = useState("");
  const [interval, setInterval] = useState(String(integration?.intervalSeconds ?? 60));
  const mutation = useSaveIntegration(environmentId, integration, onClose);
  const issueFor = (path: string) => mutation.error?.issueFor(path);
  const takesSecret = check.kind === "sftp" || (check.kind === "http" && check.header.trim() !== "");
  const keeps = integration?.hasSecret === true;
  const submit = () => {
    const given = takesSecret ? (secret === "" ? {} : { secret }) : keeps ? { secret: null } : {};
    const draft: IntegrationDraft = {
      ...{ ...draftOf(words), check: checkOf(check), intervalSeconds: Number(interval), ...given },
    };
    mutation.mutate(draft);
  };
  return (
    <FormDialog
      title={integration === null ? text.addTitle : text.editTitle(integration.name)}
      description={text.effect}
      cancel={text.cancel}
      confirm={text.save}
      notice={moved}
      mutation={mutation}
      failed={text.failed}
      onSubmit={submit}
      onClose={onClose}
    >
      <WordsFields draft={words} onChange={setWords} issueFor={issueFor} />
      <CheckFields draft={check} onChange={setCheck} issueFor={issueFor} />
      {takesSecret ? (
        <TextArea
          label={check.kind === "sftp" ? "Password or private key" : "Value of the header"}
          hint={
            keeps
              ? "One is stored. Leave this empty to keep it, as long as the check goes to the same place."
              : "It is sealed at once and shown to nobody."
          }
          rows={2}
          value={secret}
          maxLength={8_000}
          autoComplete="off"
          spellCheck={false}
          problem={issueFor("secret")}
          onChange={(event) => setSecret(event.target.value)}
        />
      ) : null}
      {check.kind === "" ? null : (
        <TextField
          label="Checked every, in seconds"
          inputMode="numeric"
          value={interval}
          maxLength={4}
          problem={issueFor("intervalSeconds")}
          onChange={(event) => setInterval(event.target.value)}
        />
      )}
    </FormDialog>
  );
}
