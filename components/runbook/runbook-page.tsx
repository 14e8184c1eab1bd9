"use client";

import Link from "next/link";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Authority, Steps, Templates } from "@/components/runbook/content";
import { CHANGE_WORDS, messages, scenarioName } from "@/components/runbook/messages";
import { useArchiveRunbook } from "@/components/runbook/use-runbooks";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { call } from "@/lib/client/call";
import { runbookKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Runbook } from "@/lib/contracts/api/resources/runbook";

const text = messages.page;
type RunbookPageProps = { number: number | undefined; seed: Runbook; seededAt: number };

/** One runbook: who decides, the steps, whom to call, what to tell; and how its text came about. */
export function RunbookPage({ number, seed, seededAt }: RunbookPageProps) {
  const query = useSeededQuery<Runbook>({
    queryKey: [...runbookKeys.one(seed.id), { number }],
    queryFn: ({ signal }) =>
      call(
        "getRunbook",
        { params: { runbookId: seed.id }, query: number === undefined ? {} : { number } },
        signal,
      ),
    seed,
    seededAt,
  });
  const runbook = query.data ?? seed;
  const { shown, current } = runbook;
  const { content } = shown;
  return (
    <Page trail={[{ label: messages.runbooks, href: "/runbooks" }]} here={runbook.name}>
      <PageHead
        title={runbook.name}
        sentence={`${scenarioName(runbook.scenario)}, for ${runbook.tenant?.name ?? messages.list.everybody}.`}
        facts={[
          { name: "Version", value: `${shown.number}, by ${shown.author}` },
          { name: "Steps", value: content.steps.length },
          ...(shown.note === "" ? [] : [{ name: "Note", value: shown.note }]),
        ]}
      />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {shown.number === current.number ? null : (
        <Notice tone="warn" action={<Link href={`/runbooks/${runbook.id}`}>{text.newest}</Link>}>
          {text.old(shown.number, current.number)}
        </Notice>
      )}
      {runbook.archived ? <Notice tone="warn">{text.away}</Notice> : null}
      <Actions runbook={runbook} />
      <Section title={text.steps} meta={content.steps.length}>
        <Steps steps={content.steps} />
      </Section>
      <Authority content={content} />
      <Templates content={content} />
      <Differences runbook={runbook} />
      <Versions runbook={runbook} />
    </Page>
  );
}

function Actions({ runbook }: { runbook: Runbook }) {
  const archive = useArchiveRunbook(runbook);
  const { edit } = runbook.can;
  const reason = edit.allowed ? null : edit.reason;
  return (
    <div className="row-tags no-print">
      {edit.allowed ? <LinkButton href={`/runbooks/${runbook.id}/edit`}>{text.edit}</LinkButton> : null}
      <Button onClick={() => window.print()}>{text.print}</Button>
      <Button disabledReason={reason} busy={archive.isPending} onClick={() => archive.mutate()}>
        {runbook.archived ? text.unarchive : text.archive}
      </Button>
      {archive.error ? <ErrorState error={archive.error} what={text.notArchived} /> : null}
    </div>
  );
}

function Differences({ runbook }: { runbook: Runbook }) {
  const differing = runbook.differences.filter(({ kind }) => kind !== "same");
  if (runbook.shown.number === 1) return null;
  return (
    <div className="no-print">
      <Section title={text.changed(runbook.shown.number)} meta={differing.length}>
        {differing.length === 0 ? <p className="prose">{text.onlyOther}</p> : null}
        <ul className="rowlist">
          {differing.map(({ kind, key, before, after }) => (
            <li key={key}>
              <State tone={CHANGE_WORDS[kind].tone}>{CHANGE_WORDS[kind].word}</State>{" "}
              <span className="strong">{(after ?? before)?.title}</span>
              {kind === "changed" ? <Reworded before={before} after={after} /> : null}
            </li>
          ))}
        </ul>
        {runbook.otherChanges ? <p className="prose">{text.other}</p> : null}
      </Section>
    </div>
  );
}

function Reworded({ before, after }: Pick<Runbook["differences"][number], "before" | "after">) {
  return (
    <div className="small">
      {before?.title === after?.title ? null : <div className="t2">was called “{before?.title}”</div>}
      {before?.role === after?.role ? null : <div className="t2">was done by {before?.role}</div>}
      {before?.text === after?.text ? null : (
        <>
          <del className="prewrap t2">{before?.text}</del>
          <div>
            <ins className="prewrap">{after?.text}</ins>
          </div>
        </>
      )}
    </div>
  );
}

function Versions({ runbook }: { runbook: Runbook }) {
  const { timeZone } = useReader();
  return (
    <div className="no-print">
      <Section title={text.versions} meta={runbook.versions.length}>
        <ul className="rowlist pairs">
          {runbook.versions.map(({ id, number, note, author, createdAt }) => (
            <li key={id}>
              <Link
                href={`/runbooks/${runbook.id}?number=${number}`}
                aria-current={number === runbook.shown.number ? "true" : undefined}
              >
                Version {number}
              </Link>
              <span className="t2">
                {author}, <TimeInZone at={createdAt} zone={timeZone} />
                {note === "" ? null : ` · ${note}`}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
