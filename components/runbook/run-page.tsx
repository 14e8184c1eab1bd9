"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Authority, Templates } from "@/components/runbook/content";
import { CopyText } from "@/components/runbook/copy-text";
import { messages } from "@/components/runbook/messages";
import { RunSteps } from "@/components/runbook/run-steps";
import { useFinishRun } from "@/components/runbook/use-runbooks";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { runbookKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { RunbookRun } from "@/lib/contracts/api/resources/runbook";
import { fillTemplate } from "@/lib/domain/runbook/content";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);
const text = messages.run;

/** A runbook as it is followed: everybody who looks sees the same steps ticked, at once. */
export function RunPage({ seed, seededAt }: { seed: RunbookRun; seededAt: number }) {
  const query = useSeededQuery<RunbookRun>({
    queryKey: runbookKeys.run(seed.id),
    queryFn: ({ signal }) => call("getRunbookRun", { params: { runId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const run = query.data ?? seed;
  const { environment, drill, progress } = run;
  return (
    <Page
      trail={[
        { label: run.tenant.name, href: `/tenants/${run.tenant.id}` },
        { label: environment.name, href: `/environments/${environment.id}` },
      ]}
      here={run.runbook.name}
    >
      <PageHead
        title={`${run.runbook.name}: ${environment.name}`}
        state={
          <State tone={run.finishedAt === null ? "running" : "good"}>
            {run.finishedAt === null ? "being followed" : "ended"}
          </State>
        }
        sentence={run.outcome || text.progress(progress.done, progress.skipped, progress.all)}
        facts={[
          {
            name: "Begun",
            value: <TimeInZone at={run.startedAt} zone={environment.timeZone} form="second" />,
          },
          { name: "By", value: run.startedBy },
          {
            name: "Text",
            value: (
              <Link href={`/runbooks/${run.runbook.id}?number=${run.number}`}>Version {run.number}</Link>
            ),
          },
          {
            name: "For",
            value:
              drill === null ? (
                text.earnest
              ) : (
                <Link href={`/drills/${drill.id}`}>{`${text.inDrill} ${drill.number}`}</Link>
              ),
          },
        ]}
      />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <Section
        title={messages.page.steps}
        meta={text.progress(progress.done, progress.skipped, progress.all)}
        right={<Finish run={run} />}
      >
        <RunSteps run={run} />
      </Section>
      <Fallbacks run={run} />
      <Authority content={run.content} />
      <Templates
        content={run.content}
        fill={(words) => fillTemplate(words, run.values)}
        after={(words, title) => <CopyText text={words} what={title} />}
      />
    </Page>
  );
}

function Finish({ run }: { run: RunbookRun }) {
  const [asked, setAsked] = useState(false);
  const mutation = useFinishRun(run, () => setAsked(false));
  const { finish } = run.can;
  if (run.finishedAt !== null) return null;
  return (
    <>
      <Button disabledReason={finish.allowed ? null : finish.reason} onClick={() => setAsked(true)}>
        {text.finish}
      </Button>
      {asked ? (
        <ConfirmWithReason
          title={text.finishTitle}
          effect={text.finishEffect}
          confirmLabel={messages.run.finish.replace("…", "")}
          reasonLabel={text.finishReason}
          shortestReason={10}
          busy={mutation.isPending}
          error={mutation.error}
          failed={text.notFinished}
          onConfirm={(outcome) => mutation.mutate(outcome)}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}

function Fallbacks({ run }: { run: RunbookRun }) {
  return (
    <Section title={text.fallbacks} meta={run.fallbacks.length}>
      {run.fallbacks.length === 0 ? <p className="prose">{text.noProcesses}</p> : null}
      <ul className="contact-list">
        {run.fallbacks.map(({ process, owner, contact, text: words }) => (
          <li key={process}>
            <span className="strong">{process}</span>{" "}
            <span className="t2 small">
              {owner}, {contact}
            </span>
            <div className="prewrap">{words || text.noFallback}</div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
