"use client";

import Link from "next/link";
import { CAUSE_WORDS, messages, PROOF_WORDS, STATE_WORDS } from "@/components/backup/messages";
import { RetentionLine } from "@/components/backup/retention-line";
import { useBackups, useTakeBackup } from "@/components/backup/use-backups";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { EnvironmentTrack } from "@/components/restore/environment-track";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import type { BackupBrief } from "@/lib/contracts/api/resources/backup";

const SHOWN = 5;

const COLUMNS: readonly Column<BackupBrief>[] = [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: ({ state }) => <State tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].word}</State>,
  },
  {
    id: "backup",
    header: "Backup",
    phone: "full",
    cell: (backup) => (
      <>
        <Link className="lead-link" href={`/backups/${backup.id}`} data-row>
          <TimeInZone at={backup.takenAt ?? backup.createdAt} zone={backup.environment.timeZone} />
        </Link>
        <div className="t2">{backup.sentence || CAUSE_WORDS[backup.cause]}</div>
      </>
    ),
  },
  { id: "cause", header: "Why", className: "nb", cell: ({ cause }) => CAUSE_WORDS[cause] },
  {
    id: "proof",
    header: "Proof",
    className: "nb",
    cell: ({ proof }) => <State tone={PROOF_WORDS[proof].tone}>{PROOF_WORDS[proof].word}</State>,
  },
];

/** The newest backups of an environment, and the one action that makes another. */
export function EnvironmentBackups({ environmentId, timeZone }: { environmentId: string; timeZone: string }) {
  const backups = useBackups(environmentId, SHOWN);
  const take = useTakeBackup(environmentId);
  const can = backups.data?.can.take;
  const button = (
    <Button
      disabledReason={can?.allowed === true ? null : (can?.reason ?? messages.loading)}
      busy={take.isPending}
      onClick={() => take.mutate()}
    >
      {messages.take}
    </Button>
  );
  return (
    <Section title={messages.section} right={button}>
      {take.error ? <ErrorState error={take.error} what={messages.notStarted} /> : null}
      {backups.error ? (
        <ErrorState error={backups.error} what={messages.failed} onRetry={() => void backups.refetch()} />
      ) : null}
      {backups.isPending ? <LoadingState label={messages.loading} /> : null}
      {backups.data?.items.length === 0 ? <p className="prose">{messages.none}</p> : null}
      <EnvironmentTrack environmentId={environmentId} />
      {backups.data && backups.data.items.length > 0 ? (
        <DataTable
          caption={messages.section}
          columns={COLUMNS}
          rows={backups.data.items}
          rowKey={({ id }) => id}
        />
      ) : null}
      <RetentionLine environmentId={environmentId} timeZone={timeZone} />
    </Section>
  );
}
