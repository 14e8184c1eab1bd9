"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { KeepBackup } from "@/components/backup/keep-backup";
import { CAUSE_WORDS, messages, PROOF_WORDS, STATE_WORDS } from "@/components/backup/messages";
import { backupKey, useVerifyBackup } from "@/components/backup/use-backups";
import { DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { type Fact, PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Backup, BackupVerification } from "@/lib/contracts/api/resources/backup";
import { spokenBytes } from "@/lib/domain/recovery/backup-record";

const text = messages.detail;
const ERP_CHECK = "erp_answers";

/** Can this bring the plant back? What it holds, and what was proven of it. */
export function BackupPage({ seed, seededAt }: { seed: Backup; seededAt: number }) {
  const query = useSeededQuery<Backup>({
    queryKey: backupKey(seed.environment.id, seed.id),
    queryFn: ({ signal }) => call("getBackup", { params: { backupId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const backup = query.data ?? seed;
  const { environment } = backup;
  const words = STATE_WORDS[backup.state];
  return (
    <Page
      trail={[
        { label: backup.tenant.name, href: `/tenants/${backup.tenant.id}` },
        { label: environment.name, href: `/environments/${environment.id}` },
      ]}
      here={text.title}
      right={<BringBack backup={backup} />}
    >
      <PageHead
        title={`${text.title} of ${environment.name}`}
        state={<State tone={words.tone}>{words.word}</State>}
        sentence={backup.sentence || CAUSE_WORDS[backup.cause]}
        facts={factsOf(backup)}
      />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <Proofs backup={backup} />
      <KeepBackup backup={backup} />
      <Holds backup={backup} />
    </Page>
  );
}

/** Opens the restore into its own environment with this backup chosen. */
function BringBack({ backup: { id, environment, can } }: { backup: Backup }) {
  const router = useRouter();
  return (
    <Button
      disabledReason={can.restore.allowed ? null : can.restore.reason}
      onClick={() => router.push(`/restore?environment=${environment.id}&point=${id}`)}
    >
      {text.bringBack}
    </Button>
  );
}

function factsOf(backup: Backup): Fact[] {
  const zone = backup.environment.timeZone;
  const proof = PROOF_WORDS[backup.proof];
  const facts: Fact[] = [
    { name: "Proof", value: <State tone={proof.tone}>{proof.word}</State> },
    { name: "Why", value: CAUSE_WORDS[backup.cause] },
    { name: "Operation", value: <Link href={`/operations/${backup.operationId}`}>open</Link> },
  ];
  if (backup.takenAt)
    facts.push({ name: "As of", value: <TimeInZone at={backup.takenAt} zone={zone} form="second" /> });
  if (backup.release) facts.push({ name: "Release", value: backup.release.name });
  return facts;
}

function Proofs({ backup }: { backup: Backup }) {
  const verify = useVerifyBackup(backup.environment.id, backup.id);
  const can = backup.can.verify;
  const button = (
    <Button
      disabledReason={can.allowed ? null : can.reason}
      busy={verify.isPending}
      onClick={() => verify.mutate()}
    >
      {messages.verify}
    </Button>
  );
  return (
    <Section title={text.proofs} right={button}>
      {verify.error ? <ErrorState error={verify.error} what={messages.notVerified} /> : null}
      {backup.verifications.length === 0 ? <p className="prose">{text.noProofs}</p> : null}
      {backup.verifications.map((one) => (
        <Proof key={one.id} proof={one} zone={backup.environment.timeZone} />
      ))}
    </Section>
  );
}

/** The ERP was asked; everything else was compared. */
function checkWord({ name, ok, detail }: BackupVerification["checks"][number]): string {
  if (name === ERP_CHECK) return ok ? "answered" : detail.startsWith("not asked") ? "not asked" : "no answer";
  if (name === "stored_data" && ok) return "whole";
  return ok ? "equal" : "not equal";
}

function Proof({ proof, zone }: { proof: BackupVerification; zone: string }) {
  const tone = proof.running ? "running" : proof.passed === null ? "unknown" : proof.passed ? "good" : "bad";
  return (
    <>
      <p className="prose">
        <State tone={tone}>{proof.running ? "Under way" : proof.sentence}</State>{" "}
        <Link href={`/operations/${proof.operationId}`}>
          <TimeInZone at={proof.at} zone={zone} />
        </Link>
      </p>
      {proof.checks.length === 0 ? null : (
        <DataTable
          caption={text.proofs}
          rows={proof.checks}
          rowKey={({ name }) => name}
          columns={[
            {
              id: "ok",
              header: "Result",
              className: "nb",
              phone: "full",
              cell: (check) => <State tone={check.ok ? "good" : "bad"}>{checkWord(check)}</State>,
            },
            {
              id: "name",
              header: "Check",
              cell: ({ name }) => (name === ERP_CHECK ? text.erpCheck : name.replaceAll("_", " ")),
            },
            { id: "detail", header: "Found", cell: ({ detail }) => detail },
          ]}
        />
      )}
    </>
  );
}

function Holds({ backup }: { backup: Backup }) {
  const { attachments, rowCounts } = backup;
  const facts = [
    { name: "Database", value: spokenBytes(backup.dumpBytes) },
    { name: "Files", value: spokenBytes(backup.filestoreBytes) },
    { name: "Attachments with their file", value: `${attachments.present} of ${attachments.total}` },
    { name: "The store grew by", value: spokenBytes(backup.addedBytes) },
    { name: "PostgreSQL", value: backup.postgresVersion || "unknown" },
    { name: "Log position", value: backup.walPosition || "unknown" },
    { name: "SHA-256 of the dump", value: backup.dumpSha256.slice(0, 16) || "none" },
    ...attachments.missing.map((file) => ({ name: "Missing file", value: file })),
  ];
  if (backup.takenAt === null) return null;
  const columns = [
    { id: "name", header: "What", cell: ({ name }: { name: string }) => name },
    { id: "value", header: "Value", number: true, cell: ({ value }: { value: string }) => value },
  ];
  const rows = rowCounts.map(({ table, rows: count }) => ({
    name: table.replaceAll("_", " "),
    value: String(count),
  }));
  return (
    <>
      <Section title={text.holds}>
        <DataTable
          caption={text.holds}
          rows={facts}
          columns={columns}
          rowKey={({ name, value }) => `${name} ${value}`}
        />
      </Section>
      <Section title={text.rows}>
        <DataTable caption={text.rows} rows={rows} columns={columns} rowKey={({ name }) => name} />
      </Section>
    </>
  );
}
