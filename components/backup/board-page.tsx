"use client";

import Link from "next/link";
import { messages, PROOF_WORDS, VERDICT_WORDS } from "@/components/backup/messages";
import { boardKey } from "@/components/backup/use-backups";
import { ProofSection } from "@/components/objective/proof-board";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { RelativeTime, TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Protection, RecoveryBoard } from "@/lib/contracts/api/resources/backup";
import type { ProofBoard } from "@/lib/contracts/api/resources/objective";

const text = messages.board;

const COLUMNS: readonly Column<Protection>[] = [
  {
    id: "verdict",
    header: "State",
    className: "nb",
    phone: "full",
    cell: ({ verdict }) => <State tone={VERDICT_WORDS[verdict].tone}>{VERDICT_WORDS[verdict].word}</State>,
  },
  {
    id: "environment",
    header: "Environment, worst first",
    phone: "full",
    cell: ({ environment, tenant, findings }) => (
      <>
        <Link className="lead-link" href={`/environments/${environment.id}`} data-row>
          {tenant.name}, {environment.name}
        </Link>
        {findings.map((finding) => (
          <div key={finding} className="t2">
            {finding}
          </div>
        ))}
      </>
    ),
  },
  {
    id: "good",
    header: "Newest good backup",
    className: "nb",
    cell: ({ lastGood, environment }) =>
      lastGood === null ? (
        "none"
      ) : (
        <Link href={`/backups/${lastGood.id}`}>
          <RelativeTime at={lastGood.takenAt} zone={environment.timeZone} />
        </Link>
      ),
  },
  {
    id: "due",
    header: "Next by",
    className: "nb",
    phone: "hide",
    cell: ({ dueBy, environment }) => <TimeInZone at={dueBy} zone={environment.timeZone} />,
  },
  {
    id: "proof",
    header: "Proof",
    className: "nb",
    cell: ({ lastGood }) =>
      lastGood === null ? (
        "–"
      ) : (
        <State tone={PROOF_WORDS[lastGood.proof].tone}>{PROOF_WORDS[lastGood.proof].word}</State>
      ),
  },
  {
    id: "age",
    header: "Last proof, allowed",
    className: "nb",
    cell: ({ lastProofAt, verifyEveryDays, environment }) => (
      <>
        {lastProofAt === null ? "never" : <RelativeTime at={lastProofAt} zone={environment.timeZone} />} /{" "}
        {verifyEveryDays} d
      </>
    ),
  },
];

type BoardPageProps = { seed: RecoveryBoard; proofs: ProofBoard; seededAt: number };

/** What could be brought back today, and what could not: worst first. */
export function BoardPage({ seed, proofs, seededAt }: BoardPageProps) {
  const query = useSeededQuery<RecoveryBoard>({
    queryKey: boardKey,
    queryFn: ({ signal }) => call("getRecovery", {}, signal),
    seed,
    seededAt,
  });
  const { items, more } = query.data ?? seed;
  const used = items.filter(({ verdict }) => verdict !== "unknown");
  const good = used.filter(({ verdict }) => verdict === "good").length;
  return (
    <Page here={text.title}>
      <PageHead title={text.title} sentence={text.sentence(good, used.length)} />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {items.length === 0 ? (
        <EmptyState title={text.none} />
      ) : (
        <DataTable
          caption={text.title}
          columns={COLUMNS}
          rows={items}
          rowKey={({ environment }) => environment.id}
        />
      )}
      {more > 0 ? <p className="prose">{text.more(more)}</p> : null}
      <p className="prose">
        {text.copies.before} <Link href="/scratch">{text.copies.link}</Link>.
      </p>
      <ProofSection seed={proofs} seededAt={seededAt} />
    </Page>
  );
}
