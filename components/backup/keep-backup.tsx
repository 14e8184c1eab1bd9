"use client";

import { useState } from "react";
import { keepMessages as text } from "@/components/backup/keep-messages";
import { useKeepBackup, useReleaseBackup } from "@/components/backup/use-retention";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { Backup } from "@/lib/contracts/api/resources/backup";

const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;
const FIRST_DAYS = "90";

/** Who keeps a backup from being forgotten, and the two ways to change that. */
export function KeepBackup({ backup }: { backup: Backup }) {
  const [asked, setAsked] = useState(false);
  const release = useReleaseBackup(backup);
  const { kept, can } = backup;
  const free = kept === null;
  const button = free ? (
    <Button disabledReason={can.keep.allowed ? null : can.keep.reason} onClick={() => setAsked(true)}>
      {text.keep}
    </Button>
  ) : (
    <Button
      disabledReason={can.release.allowed ? null : can.release.reason}
      busy={release.isPending}
      onClick={() => release.mutate()}
    >
      {text.release}
    </Button>
  );
  return (
    <Section title={text.title} right={backup.state === "forgotten" ? undefined : button}>
      {release.error ? <ErrorState error={release.error} what={text.notReleased} /> : null}
      <p className="prose">
        {kept === null ? (
          text.rules[backup.state === "forgotten" ? "forgotten" : "stored"]
        ) : (
          <>
            {text.keptBy(kept.by)} <TimeInZone at={kept.until} zone={backup.environment.timeZone} />:{" "}
            {kept.reason}
          </>
        )}
      </p>
      {asked ? <KeepDialog backup={backup} onClose={() => setAsked(false)} /> : null}
    </Section>
  );
}

function KeepDialog({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const [days, setDays] = useState(FIRST_DAYS);
  const keep = useKeepBackup(backup, onClose);
  const count = /^\s*\d{1,4}\s*$/.test(days) ? Number(days) : 0;
  const good = count >= 1 && count <= MOST_DAYS;
  const until = new Date(Date.now() + count * DAY_MS).toISOString();
  return (
    <ConfirmWithReason
      title={text.dialog}
      effect={text.effect}
      confirmLabel={text.confirm}
      reasonLabel={text.reason}
      busy={keep.isPending}
      error={keep.error}
      failed={text.notKept}
      onConfirm={(reason) => (good ? keep.mutate({ until, reason }) : undefined)}
      onClose={onClose}
    >
      <TextField
        label={text.days}
        inputMode="numeric"
        value={days}
        problem={good ? keep.error?.issueFor("until") : text.daysProblem(MOST_DAYS)}
        hint={good ? <TimeInZone at={until} zone={backup.environment.timeZone} /> : undefined}
        onChange={({ target }) => setDays(target.value)}
      />
    </ConfirmWithReason>
  );
}
