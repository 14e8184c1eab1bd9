"use client";

import Link from "next/link";
import { Measure, RpoMeasure, Trend } from "@/components/objective/measures";
import { messages, PROOF_VERDICT_WORDS, TIER_NAMES } from "@/components/objective/messages";
import { spanText } from "@/components/objective/spans";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { RelativeTime } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { objectiveKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { ProofBoard, RecoveryProof } from "@/lib/contracts/api/resources/objective";

const text = messages.board;

/** True when the last passed drill is too old to count: its numbers are shown as of another time. */
const isStale = ({ countsUntil }: RecoveryProof, seenAt: number): boolean =>
  countsUntil !== null && Date.parse(countsUntil) < seenAt;

const columns = (seenAt: number): readonly Column<RecoveryProof>[] => [
  {
    id: "verdict",
    header: "State",
    className: "nb",
    phone: "full",
    cell: ({ verdict }) => (
      <State tone={PROOF_VERDICT_WORDS[verdict].tone}>{PROOF_VERDICT_WORDS[verdict].word}</State>
    ),
  },
  {
    id: "environment",
    header: "Production, worst first",
    phone: "full",
    cell: ({ environment, tenant, tier, objective, missing }) => (
      <>
        <Link className="lead-link" href={`/environments/${environment.id}#objectives`} data-row>
          {tenant.name}, {environment.name}
        </Link>
        <div className="t2 small">
          {TIER_NAMES[tier]}
          {objective === null ? `, ${text.unpromised}` : `, promised for ${objective.from}`}
        </div>
        {missing.length > 0 ? <div className="small">{missing.join(" ")}</div> : null}
      </>
    ),
  },
  {
    id: "rto",
    header: "RTO measured of promised",
    className: "meter-cell",
    cell: (proof) => (
      <Measure
        seconds={proof.drills[0]?.rtoSeconds ?? null}
        promised={proof.objective?.rtoSeconds ?? null}
        stale={isStale(proof, seenAt)}
        notYet={text.notYet}
      />
    ),
  },
  {
    id: "rpo",
    header: "RPO measured of promised",
    className: "meter-cell",
    cell: (proof) => <RpoMeasure proof={proof} stale={isStale(proof, seenAt)} />,
  },
  {
    id: "age",
    header: "Last drill / allowed",
    className: "nb",
    cell: ({ drills: [last], proofMaxAgeDays, environment, verified }) => (
      <>
        {last === undefined ? (
          <span className="sub">never</span>
        ) : (
          <Link href={`/drills/${last.id}`}>
            {last.number}, <RelativeTime at={last.finishedAt} zone={environment.timeZone} />
          </Link>
        )}{" "}
        / {proofMaxAgeDays} d
        {verified === null || verified.seconds === null ? null : (
          <div className="t2 small proof-read">{text.readBack(spanText(verified.seconds))}</div>
        )}
      </>
    ),
  },
  {
    id: "trend",
    header: "RTO, last drills",
    phone: "hide",
    cell: ({ drills, objective }) => <Trend drills={drills} promised={objective?.rtoSeconds ?? null} />,
  },
  {
    id: "blocks",
    header: "Open changes",
    className: "nb",
    cell: ({ changes, verdict }) => {
      if (changes.length === 0) return <span className="sub">{text.nothing}</span>;
      const links = changes.map(({ id, number }) => (
        <div key={id}>
          <Link href={`/changes/${id}#gate-recovery_proven`}>{number}</Link>
        </div>
      ));
      return verdict === "blocks" ? (
        <>
          <span className="state bad">blocked</span>
          {links}
        </>
      ) : (
        links
      );
    },
  },
];

/** What was promised of every production environment, what was measured, and what a missing proof stops. */
export function ProofSection({ seed, seededAt }: { seed: ProofBoard; seededAt: number }) {
  const query = useSeededQuery<ProofBoard>({
    queryKey: objectiveKeys.board,
    queryFn: ({ signal }) => call("listProofs", {}, signal),
    seed,
    seededAt,
  });
  const { items, more } = query.data ?? seed;
  return (
    <Section title={text.title} meta={text.meta}>
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {items.length === 0 ? (
        <p className="prose">{text.none}</p>
      ) : (
        <DataTable
          caption={text.title}
          columns={columns(query.dataUpdatedAt || seededAt)}
          rows={items}
          rowKey={({ environment }) => environment.id}
        />
      )}
      {more > 0 ? <p className="prose">{text.more(more)}</p> : null}
    </Section>
  );
}
