"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { draftOf, type PolicyDraft, settingsFrom } from "@/components/backup/policy-draft";
import { COUNTS, TIER_NAMES, policyMessages as text } from "@/components/backup/policy-messages";
import { PolicyOutcome } from "@/components/backup/policy-outcome";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { backupPolicyKeys } from "@/lib/client/query-keys";
import type {
  BackupPolicy,
  BackupPolicyPreview,
  BackupPolicySettings,
} from "@/lib/contracts/api/resources/backup";

type PolicyFormProps = { policy: BackupPolicy; onDone: () => void; onClose: () => void };

/** How one tier is backed up, to be set anew; what it comes to is shown while it is written. */
export function PolicyForm({ policy, onDone, onClose }: PolicyFormProps) {
  const [draft, setDraft] = useState<PolicyDraft>(() => draftOf(policy.settings));
  const [tried, setTried] = useState(false);
  const { settings, problems } = settingsFrom(draft);
  const preview = usePreview(policy.tier, settings);
  const save = useSave(policy, onDone);
  const shown = tried ? (problems ?? {}) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (settings !== null && !save.isPending) save.mutate(settings);
  };
  const tier = TIER_NAMES[policy.tier];
  const wrong = save.error?.issueFor("settings.cron") ?? preview.data?.problem;
  return (
    <form onSubmit={submit} noValidate aria-label={`${text.edit} ${tier}`}>
      <div className="limits-form">
        <TextField
          label={text.schedule}
          hint={text.scheduleHint}
          value={draft.cron}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          problem={wrong}
          onChange={({ target }) => setDraft({ ...draft, cron: target.value })}
        />
        {COUNTS.map(({ name, label, hint }) => (
          <TextField
            key={name}
            label={label}
            hint={hint}
            inputMode="numeric"
            value={draft.counts[name]}
            problem={shown[name]}
            onChange={({ target }) =>
              setDraft({ ...draft, counts: { ...draft.counts, [name]: target.value } })
            }
          />
        ))}
      </div>
      <div aria-live="polite">
        {preview.isPending ? <p className="prose">{text.asking}</p> : null}
        {preview.data && preview.data.problem === null ? (
          <PolicyOutcome preview={preview.data} verifyEveryDays={settings?.verifyEveryDays ?? null} />
        ) : null}
      </div>
      {save.error ? <ErrorState error={save.error} what={text.notSaved} /> : null}
      <div className="hand">
        <Button variant="primary" type="submit" busy={save.isPending}>
          {text.save(tier)}
        </Button>
        <Button onClick={onClose}>{text.close}</Button>
      </div>
    </form>
  );
}

/** Asked anew for every draft that can be read; what the last one came to stays until then. */
function usePreview(tier: BackupPolicy["tier"], settings: BackupPolicySettings | null) {
  const query = settings === null ? null : { tier, cron: settings.cron, ...settings.keep };
  return useQuery<BackupPolicyPreview, ApiError>({
    queryKey: [...backupPolicyKeys.preview, query],
    queryFn: ({ signal }) =>
      query === null
        ? Promise.reject(new Error("nothing to ask"))
        : call("previewBackupPolicy", { query }, signal),
    enabled: query !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

function useSave(policy: BackupPolicy, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<BackupPolicy, ApiError, BackupPolicySettings>({
    mutationFn: (settings) =>
      call("editBackupPolicy", {
        params: { tier: policy.tier },
        body: { version: policy.version, settings },
      }),
    onSuccess: (set) => {
      client.setQueryData<{ items: BackupPolicy[] }>(
        backupPolicyKeys.all,
        (known) => known && { items: known.items.map((one) => (one.tier === set.tier ? set : one)) },
      );
      void client.invalidateQueries({ queryKey: backupPolicyKeys.all });
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict") void client.invalidateQueries({ queryKey: backupPolicyKeys.all });
    },
  });
}
