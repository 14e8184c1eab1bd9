"use client";

import Link from "next/link";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { type Fact, PageHead } from "@/components/patterns/page-head";
import { Panel } from "@/components/patterns/panel";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Reconciliation } from "@/components/restore/reconciliation";
import { ScratchActs } from "@/components/scratch/scratch-acts";
import { scratchKey } from "@/components/scratch/use-scratch";
import { SCRATCH_WORDS } from "@/components/scratch/words";
import { Glyph } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Scratch } from "@/lib/contracts/api/resources/scratch";

/** Whose data of when can be looked into where, until when, and whether the figures agree. */
export function ScratchPage({ seed, seededAt }: { seed: Scratch; seededAt: number }) {
  const query = useSeededQuery({
    queryKey: scratchKey(seed),
    queryFn: ({ signal }) => call("getScratch", { params: { scratchId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const scratch = query.data ?? seed;
  const { environment } = scratch;
  const { tone, word } = SCRATCH_WORDS[scratch.state];
  return (
    <Page
      trail={[{ label: environment.name, href: `/environments/${environment.id}` }]}
      here={scratch.number}
    >
      <PageHead
        title={`${scratch.number}: scratch copy of ${scratch.tenant.name}, ${environment.name}`}
        state={
          <span className="line">
            <Glyph tone={tone} /> {word}
          </span>
        }
        sentence={scratch.sentence || "It is being made; nothing of the environment is touched."}
        facts={factsOf(scratch)}
      />
      {query.error ? (
        <ErrorState
          error={query.error}
          what="The scratch copy could not be read."
          onRetry={() => void query.refetch()}
        />
      ) : null}
      <div className="with-panel">
        <div>
          <Section title="Where it answers">
            <Address scratch={scratch} />
          </Section>
          <Section title="Why">
            <p className="prose">{scratch.reason}</p>
          </Section>
          {scratch.reconciliation === null ? null : (
            <Reconciliation
              facts={scratch.reconciliation}
              window={{
                from: scratch.pointInTime ?? scratch.backup.takenAt,
                until: null,
                timeZone: environment.timeZone,
              }}
              undone={false}
              alone
            />
          )}
        </div>
        <Panel label="What can be done">
          <ScratchActs scratch={scratch} />
        </Panel>
      </div>
    </Page>
  );
}

function Address({ scratch }: { scratch: Scratch }) {
  const { address, environment, keptUntil } = scratch;
  if (address === null) return <p className="prose">Nowhere: it does not stand.</p>;
  return (
    <>
      <p className="prose">
        <a className="mono" href={address} rel="noreferrer" target="_blank">
          {address}
        </a>
      </p>
      <p className="prose">
        Sign in as in {environment.name} at that moment. Mail, jobs, payments, keys and connections to the
        outside are switched off. What is entered there is gone with it
        {keptUntil === null ? "" : " on "}
        {keptUntil === null ? null : <TimeInZone at={keptUntil} zone={environment.timeZone} />}.
      </p>
    </>
  );
}

function factsOf(scratch: Scratch): Fact[] {
  const { environment, pointInTime, backup, operation, clearing } = scratch;
  const zone = environment.timeZone;
  const facts: Fact[] = [
    { name: "Data of", value: <TimeInZone at={pointInTime ?? backup.takenAt} zone={zone} form="second" /> },
    { name: "Backup", value: <Link href={`/backups/${backup.id}`}>open</Link> },
    { name: "Release", value: scratch.release.name },
    { name: "Asked by", value: scratch.requester.name },
    { name: "Namespace", value: <span className="mono">{scratch.namespace}</span> },
    { name: "Operation", value: <Link href={`/operations/${operation.id}`}>{operation.shortId}</Link> },
  ];
  if (clearing !== null)
    facts.push({
      name: "Removal",
      value: <Link href={`/operations/${clearing.id}`}>{clearing.shortId}</Link>,
    });
  if (scratch.keptUntil !== null)
    facts.push({ name: "Kept until", value: <TimeInZone at={scratch.keptUntil} zone={zone} /> });
  return facts;
}
