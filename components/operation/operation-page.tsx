"use client";

import { BeforeAfter, watches } from "@/components/observation/before-after";
import { ReleaseEffectSection } from "@/components/observation/release-effect";
import { messages } from "@/components/operation/messages";
import { OperationControl } from "@/components/operation/operation-control";
import { OperationHead } from "@/components/operation/operation-head";
import { SmokeRuns } from "@/components/operation/smoke-runs";
import { StepLine } from "@/components/operation/step-line";
import { useOperationStory } from "@/components/operation/use-operation-story";
import { isActive } from "@/components/operation/words";
import { ErrorState } from "@/components/patterns/error-state";
import { LogView } from "@/components/patterns/log-view";
import { Page } from "@/components/patterns/page";
import { Section } from "@/components/patterns/section";
import { Elapsed } from "@/components/patterns/time-in-zone";
import { Notice } from "@/components/ui/notice";
import { call } from "@/lib/client/call";
import { operationKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Operation, OperationEvent } from "@/lib/contracts/api/resources/operation";
import { onlyReads } from "@/lib/domain/operation/name";
import { saysAlready, sentenceCase } from "@/lib/domain/shared/words";

const text = messages.page;

type OperationPageProps = { seed: Operation; story: readonly OperationEvent[]; seededAt: number };

/** The plan as a line of steps with its live log; why it failed and what happened then. */
export function OperationPage({ seed, story, seededAt }: OperationPageProps) {
  const query = useSeededQuery({
    queryKey: operationKeys.one(seed.id),
    queryFn: ({ signal }) => call("getOperation", { params: { operationId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const operation = query.data ?? seed;
  const events = useOperationStory(seed.id, story);
  return (
    <Page
      trail={[
        { label: messages.operations, href: "/operations" },
        { label: operation.tenant.name, href: `/tenants/${operation.tenant.id}` },
      ]}
      here={operation.shortId}
    >
      <OperationHead operation={operation} />
      <OperationControl operation={operation} />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {operation.failureReason && !saysAlready(operation.sentence, operation.failureReason) ? (
        <div className="receipt">
          <Notice tone="bad">
            <div className="strong">{text.why}</div>
            <div>{operation.failureReason}</div>
          </Notice>
        </div>
      ) : null}
      <div className="cols run-cols">
        <Steps operation={operation} />
        <div>
          {watches(operation) ? <BeforeAfter operation={operation} /> : null}
          {operation.kind === "deploy" && operation.state === "succeeded" ? (
            <ReleaseEffectSection operationId={operation.id} />
          ) : null}
          <Smoke operation={operation} />
          <Section title={text.story}>
            {events.error ? <ErrorState error={events.error} what={text.storyFailed} /> : null}
            <Story operation={operation} events={events.data} />
          </Section>
        </div>
      </div>
    </Page>
  );
}

function Steps({ operation }: { operation: Operation }) {
  const forward = operation.steps.filter((step) => step.phase === "forward");
  const rollback = operation.steps.filter((step) => step.phase === "rollback");
  const done = forward.filter((step) => step.state === "done").length;
  const onlyStops = rollback.every(({ name }) => name === "stop_here");
  const touched = rollback.some(({ state }) => state !== "pending" && state !== "skipped");
  const elapsed = operation.startedAt ? (
    <Elapsed from={operation.startedAt} to={operation.finishedAt} />
  ) : undefined;
  return (
    <div>
      <Section title={text.steps} meta={`${done} of ${forward.length} done`} right={elapsed}>
        <StepLine steps={forward} haltedAt={operation.paused?.since ?? null} told={operation.sentence} />
      </Section>
      {rollback.length > 0 && (touched || operation.phase === "rollback") ? (
        <Section
          title={onlyStops ? text.stop : text.rollback}
          meta={onlyStops ? text.stopMeta : text.rollbackMeta}
        >
          <StepLine steps={rollback} told={operation.sentence} />
        </Section>
      ) : null}
    </div>
  );
}

function Smoke({ operation }: { operation: Operation }) {
  // What a copy is asked is part of its own story, and says nothing of the environment.
  if (operation.smoke.length === 0 && onlyReads(operation.kind)) return null;
  return (
    <Section title={text.smoke} meta={text.smokeMeta}>
      {operation.smoke.length === 0 ? (
        <p className="prose">{text.smokeNone}</p>
      ) : (
        <SmokeRuns operation={operation} />
      )}
    </Section>
  );
}

function Story({ operation, events }: { operation: Operation; events: readonly OperationEvent[] }) {
  const titles = new Map(operation.steps.map(({ name, title }) => [name, title]));
  const lines = events.map((event) => ({
    key: event.sequence,
    at: event.at,
    part: titles.get(event.step) ?? "",
    level: event.level,
    text: event.kind === "state" ? sentenceCase(event.text) : event.text,
  }));
  return (
    <div className="receipt">
      <LogView
        title={operation.currentStep ?? operation.shortId}
        state={isActive(operation.state) ? text.live : text.ended}
        lines={lines}
        zone={operation.environment.timeZone}
        empty={text.waiting}
      />
    </div>
  );
}
