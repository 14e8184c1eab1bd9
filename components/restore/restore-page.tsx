"use client";

import Link from "next/link";
import { useState } from "react";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { type Fact, PageHead } from "@/components/patterns/page-head";
import { Panel } from "@/components/patterns/panel";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Reconciliation } from "@/components/restore/reconciliation";
import { type Decision, restoreKey, useDecideRestore } from "@/components/restore/use-restore";
import { STATE_WORDS } from "@/components/restore/words";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Restore } from "@/lib/contracts/api/resources/restore";

/** Whose data came back, who wanted it, who released it, and whether the figures agree. */
export function RestorePage({ seed, seededAt }: { seed: Restore; seededAt: number }) {
  const query = useSeededQuery({
    queryKey: restoreKey(seed),
    queryFn: ({ signal }) => call("getRestore", { params: { restoreId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const restore = query.data ?? seed;
  const { target, source } = restore;
  const { tone, word } = STATE_WORDS[restore.state];
  return (
    <Page trail={[{ label: target.name, href: `/environments/${target.id}` }]} here={restore.number}>
      <PageHead
        title={`${restore.number}: ${source.name} to ${target.name}`}
        state={
          <span className="line">
            <Glyph tone={tone} /> {word}
          </span>
        }
        sentence={restore.sentence || `Data of ${source.name} are brought back into ${target.name}.`}
        facts={factsOf(restore)}
      />
      {query.error ? (
        <ErrorState
          error={query.error}
          what="The restore could not be read."
          onRetry={() => void query.refetch()}
        />
      ) : null}
      <div className="with-panel">
        <div>
          <Section title="Why">
            <p className="prose">{restore.reason}</p>
            <p className="prose">Told to be lost when it was asked for: {restore.lossSentence}.</p>
            {restore.decision === "" ? null : (
              <p className="prose">
                {restore.approver?.name ?? "A second person"}: {restore.decision}
              </p>
            )}
          </Section>
          {restore.reconciliation === null ? null : <Reconciliation facts={restore.reconciliation} />}
        </div>
        <Panel label="Decision">
          <Acts restore={restore} />
        </Panel>
      </div>
    </Page>
  );
}

function factsOf(restore: Restore): Fact[] {
  const { target, source, point, operation, undoOperation } = restore;
  const facts: Fact[] = [
    { name: "To", value: <TimeInZone at={point.takenAt} zone={source.timeZone} /> },
    { name: "Asked by", value: restore.requester.name },
    { name: "Neutralised", value: restore.neutralise ? "yes" : "no" },
  ];
  if (restore.approver !== null) facts.push({ name: "Decided by", value: restore.approver.name });
  const runs = [operation, undoOperation].filter((one) => one !== null);
  for (const run of runs)
    facts.push({ name: "Operation", value: <Link href={`/operations/${run.id}`}>{run.shortId}</Link> });
  if (restore.keptUntil !== null)
    facts.push({ name: "Kept until", value: <TimeInZone at={restore.keptUntil} zone={target.timeZone} /> });
  return facts;
}

const ACTS = {
  approve: { label: "Release and start…", title: "Release this restore?", reason: "What you looked at" },
  reject: { label: "Refuse…", title: "Refuse this restore?", reason: "Why it is refused" },
  undo: { label: "Take it back…", title: "Put the data from before back?", reason: "Why it is taken back" },
} as const satisfies Record<Decision, { label: string; title: string; reason: string }>;

const SHORTEST_REASON = 10;

function Acts({ restore }: { restore: Restore }) {
  const offered: readonly Decision[] = restore.state === "requested" ? ["approve", "reject"] : ["undo"];
  return (
    <div className="stack-2">
      {offered.map((decision) => (
        <Act key={decision} restore={restore} decision={decision} />
      ))}
      <button type="button" className="btn quiet" onClick={() => window.print()}>
        Print
      </button>
    </div>
  );
}

function Act({ restore, decision }: { restore: Restore; decision: Decision }) {
  const [asked, setAsked] = useState(false);
  const mutation = useDecideRestore(restore, decision);
  const can = restore.can[decision];
  const words = ACTS[decision];
  const ask = () => {
    mutation.reset();
    setAsked(true);
  };
  return (
    <>
      <Button
        wide
        variant={decision === "reject" ? "plain" : "danger"}
        disabledReason={can.allowed ? null : can.reason}
        onClick={ask}
      >
        {words.label}
      </Button>
      {can.allowed ? null : <p className="small">{can.reason}</p>}
      {asked ? (
        <ConfirmWithReason
          title={words.title}
          effect={effectOf(restore, decision)}
          confirmLabel={words.label.replace("…", "")}
          danger={decision !== "reject"}
          reasonLabel={words.reason}
          shortestReason={SHORTEST_REASON}
          busy={mutation.isPending}
          error={mutation.error}
          failed="It was not done."
          onConfirm={(text) => mutation.mutate(text, { onSuccess: () => setAsked(false) })}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}

function effectOf({ target, lossSentence }: Restore, decision: Decision): string {
  if (decision === "reject") return "Nothing is exchanged; the requester reads your reason.";
  if (decision === "undo")
    return `${target.name} gets the data from before the restore back. What was written since is put aside.`;
  return `It starts at once: the door of ${target.name} closes, and its data are exchanged. Lost: ${lossSentence}.`;
}
