"use client";

import Link from "next/link";
import { Measure, RpoMeasure } from "@/components/objective/measures";
import { GATE_WORDS, messages, PROOF_VERDICT_WORDS } from "@/components/objective/messages";
import { spanText } from "@/components/objective/spans";
import { ProcessTable } from "@/components/objective/tenant-processes";
import { useProof } from "@/components/objective/use-objectives";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { RelativeTime, TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { Environment } from "@/lib/contracts/api/resources/catalog";
import type { RecoveryProof } from "@/lib/contracts/api/resources/objective";

const text = messages.environment;

/** What was promised here, what was measured, who asks for it. Production only: elsewhere nothing is promised. */
export function EnvironmentProof({ environment }: { environment: Environment }) {
  return environment.stage === "production" ? <Promised environment={environment} /> : null;
}

function Promised({ environment }: { environment: Environment }) {
  const query = useProof(environment.id);
  const proof = query.data?.proof ?? null;
  const words = proof === null ? null : PROOF_VERDICT_WORDS[proof.verdict];
  return (
    <div id="objectives">
      <Section
        title={text.title}
        meta={words === null ? undefined : <State tone={words.tone}>{words.word}</State>}
        right={<Link href={`/tenants/${environment.tenant.id}`}>{text.tenant}</Link>}
      >
        {query.error ? (
          <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
        ) : null}
        {query.isPending ? <LoadingState label={text.loading} /> : null}
        {proof === null ? null : <Proof proof={proof} />}
        {query.data !== undefined && query.data.processes.length > 0 ? (
          <ProcessTable processes={query.data.processes} />
        ) : null}
      </Section>
    </div>
  );
}

function Proof({ proof }: { proof: RecoveryProof }) {
  const { objective, verified, countsUntil, environment } = proof;
  const [last] = proof.drills;
  const zone = environment.timeZone;
  return (
    <>
      <p className="prose">
        {proof.missing.length > 0 ? `${proof.missing.join(" ")} ${GATE_WORDS[proof.gate]}` : null}
      </p>
      <dl className="fact-list">
        <div>
          <dt>RTO</dt>
          <dd className="meter-cell">
            <Measure {...measureOf(last?.rtoSeconds, objective?.rtoSeconds)} />
          </dd>
        </div>
        <div>
          <dt>RPO</dt>
          <dd className="meter-cell">
            <RpoMeasure proof={proof} stale={false} />
          </dd>
        </div>
        <div>
          <dt>{text.promised}</dt>
          <dd>{objective === null ? text.unpromised : text.by(objective.from)}</dd>
        </div>
        <div>
          <dt>{text.measured}</dt>
          <dd>
            {last === undefined ? (
              text.never
            ) : (
              <>
                <Link className="underlined" href={`/drills/${last.id}`}>
                  {last.number}
                </Link>
                , <RelativeTime at={last.finishedAt} zone={zone} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{text.counts}</dt>
          <dd>{countsUntil === null ? "–" : <TimeInZone at={countsUntil} zone={zone} form="day" />}</dd>
        </div>
        <div>
          <dt>{text.verified}</dt>
          <dd>
            {verified === null ? text.notVerified : <RelativeTime at={verified.at} zone={zone} />}
            {verified === null || verified.seconds === null ? null : `, in ${spanText(verified.seconds)}`}
          </dd>
        </div>
      </dl>
    </>
  );
}

const measureOf = (seconds: number | null | undefined, promised: number | undefined) => ({
  seconds: seconds ?? null,
  promised: promised ?? null,
  stale: false,
  notYet: messages.board.notYet,
});
