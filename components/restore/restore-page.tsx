"use client";

import Link from "next/link";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { type Fact, PageHead } from "@/components/patterns/page-head";
import { Panel } from "@/components/patterns/panel";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Reconciliation } from "@/components/restore/reconciliation";
import { Acts } from "@/components/restore/restore-acts";
import { restoreKey } from "@/components/restore/use-restore";
import { restoreWords, STATE_WORDS } from "@/components/restore/words";
import { Glyph } from "@/components/ui/glyph";
import { Notice } from "@/components/ui/notice";
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
  const { target } = restore;
  const { tone, word } = STATE_WORDS[restore.state];
  return (
    <Page trail={[{ label: target.name, href: `/environments/${target.id}` }]} here={restore.number}>
      <PageHead
        title={`${restore.number}: ${restoreWords(restore)}`}
        state={
          <span className="line">
            <Glyph tone={tone} /> {word}
          </span>
        }
        sentence={restore.sentence || doingOf(restore)}
        facts={factsOf(restore)}
      />
      {query.error ? (
        <ErrorState
          error={query.error}
          what="The restore could not be read."
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {restore.unsaved === null ? null : <Notice tone="warn">{restore.unsaved}</Notice>}
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
          {restore.reconciliation === null ? null : (
            <Reconciliation
              facts={restore.reconciliation}
              window={windowOf(restore)}
              undone={restore.state === "undone"}
            />
          )}
        </div>
        <Panel label="Decision">
          <Acts restore={restore} />
        </Panel>
      </div>
    </Page>
  );
}

const windowOf = ({ pointInTime, point, finishedAt, target }: Restore) => ({
  from: pointInTime ?? point.takenAt,
  until: finishedAt,
  timeZone: target.timeZone,
});

const doingOf = ({ source, target, change, point }: Restore): string =>
  change === null
    ? `Data of ${source.name} are brought back into ${target.name}.`
    : `${target.name} goes back to ${point.release?.name ?? "the release before"} with the data of before ${change.number}.`;

function factsOf(restore: Restore): Fact[] {
  const { target, source, point, operation, undoOperation, change, pointInTime } = restore;
  const facts: Fact[] = [
    {
      name: "To",
      value: <TimeInZone at={pointInTime ?? point.takenAt} zone={source.timeZone} form="second" />,
    },
    { name: "Asked by", value: restore.requester.name },
    { name: "Neutralised", value: restore.neutralise ? "yes" : "no" },
  ];
  if (restore.approver !== null) facts.push({ name: "Decided by", value: restore.approver.name });
  const runs = [operation, undoOperation].filter((one) => one !== null);
  for (const run of runs)
    facts.push({ name: "Operation", value: <Link href={`/operations/${run.id}`}>{run.shortId}</Link> });
  if (change !== null)
    facts.push({ name: "Change", value: <Link href={`/changes/${change.id}`}>{change.number}</Link> });
  if (restore.lapsesAt !== null)
    facts.push({
      name: "Ends without a decision",
      value: <TimeInZone at={restore.lapsesAt} zone={target.timeZone} />,
    });
  if (restore.keptUntil !== null)
    facts.push({ name: "Kept until", value: <TimeInZone at={restore.keptUntil} zone={target.timeZone} /> });
  return facts;
}
