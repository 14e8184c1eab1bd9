"use client";

import { useState } from "react";
import { messages as text } from "@/components/health-policy/messages";
import { QuestionForm } from "@/components/health-policy/question-form";
import { useWordQuestion } from "@/components/health-policy/use-health-policies";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar } from "@/components/patterns/filter-bar";
import { AsOpened } from "@/components/patterns/moved-on";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Tag } from "@/components/ui/tag";
import { call } from "@/lib/client/call";
import { healthPolicyKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input } from "@/lib/contracts/api/registry";
import type { HealthQuestion, HealthQuestions } from "@/lib/contracts/api/resources/health-policy";

type QuestionsProps = {
  filter: Input<"listHealthQuestions">["query"];
  seed: HealthQuestions;
  seededAt: number;
};

/** What one cluster's Prometheus is asked, and in whose words. */
export function Questions({ filter, seed, seededAt }: QuestionsProps) {
  const { set } = useUrlFilter(filter);
  const query = useSeededQuery<HealthQuestions>({
    queryKey: healthPolicyKeys.questions(seed.cluster?.id ?? null),
    queryFn: ({ signal }) => call("listHealthQuestions", { query: filter }, signal),
    seed,
    seededAt,
  });
  const { clusters, cluster, items, can } = query.data ?? seed;
  if (cluster === null)
    return (
      <Section title={text.questions}>
        <p className="prose">{can.edit.allowed ? text.noClusters : text.questionsNone}</p>
      </Section>
    );
  return (
    <Section title={text.questions} meta={items.length}>
      {query.error ? (
        <ErrorState error={query.error} what={text.questionsFailed} onRetry={() => void query.refetch()} />
      ) : null}
      {clusters.length > 1 ? (
        <FilterBar>
          <Choice
            label={text.cluster}
            value={cluster.id}
            choices={clusters.map(({ id, name }) => ({ value: id, label: name }))}
            onChoose={(value) => set("clusterId", value)}
          />
        </FilterBar>
      ) : (
        <p className="prose">
          {text.cluster}: {cluster.name}
        </p>
      )}
      {cluster.measured ? null : <Notice tone="warn">{text.unmeasured}</Notice>}
      {items.map((question) => (
        <Question
          key={`${cluster.id} ${question.id}`}
          clusterId={cluster.id}
          question={question}
          reason={can.edit.allowed ? (cluster.measured ? null : text.unmeasured) : can.edit.reason}
        />
      ))}
    </Section>
  );
}

type QuestionProps = { clusterId: string; question: HealthQuestion; reason: string | null };

function Question({ clusterId, question, reason }: QuestionProps) {
  const [asked, setAsked] = useState<"edit" | "reset" | null>(null);
  const { timeZone } = useReader();
  const { title, key, promql, own } = question;
  const close = () => setAsked(null);
  return (
    <details className="question">
      <summary>
        {title} {own === null ? null : <Tag>{text.reworded}</Tag>}
      </summary>
      {asked === "edit" ? (
        <AsOpened now={question}>
          {(opened, moved) => (
            <>
              {moved}
              <QuestionForm clusterId={clusterId} question={opened} onClose={close} />
            </>
          )}
        </AsOpened>
      ) : (
        <>
          {own === null ? null : (
            <p className="prose">
              {own.reason} ({text.by(own.by)}, <TimeInZone at={own.at} zone={timeZone} />)
            </p>
          )}
          {key === null ? null : <p className="t2">{text.splitBy(key)}</p>}
          <pre className="promql">{promql}</pre>
          <div className="row-tags">
            <Button
              disabledReason={reason}
              aria-label={`${text.editQuestion}: ${title}`}
              onClick={() => setAsked("edit")}
            >
              {text.editQuestion}
            </Button>
            {own === null ? null : (
              <Button aria-label={`${text.backToShipped}: ${title}`} onClick={() => setAsked("reset")}>
                {text.backToShipped}
              </Button>
            )}
          </div>
        </>
      )}
      {asked === "reset" ? <ResetDialog clusterId={clusterId} question={question} onClose={close} /> : null}
    </details>
  );
}

type ResetProps = { clusterId: string; question: HealthQuestion; onClose: () => void };

function ResetDialog({ clusterId, question, onClose }: ResetProps) {
  const mutation = useWordQuestion({ clusterId, question }, onClose);
  return (
    <ConfirmWithReason
      title={text.resetTitle(question.title)}
      effect={text.resetEffect}
      confirmLabel={text.backToShipped}
      reasonLabel={text.reason}
      busy={mutation.isPending}
      error={mutation.error}
      failed={text.resetFailed}
      onConfirm={(reason) => mutation.mutate({ promql: null, reason })}
      onClose={onClose}
    />
  );
}
