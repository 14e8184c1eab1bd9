"use client";

import { PlanTable } from "@/components/change/plan-section";
import { ErrorState } from "@/components/patterns/error-state";
import { GateList } from "@/components/patterns/gate-list";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { KeptModules } from "@/components/rollback/kept-modules";
import { messages } from "@/components/rollback/messages";
import { RollBackButton } from "@/components/rollback/roll-back-button";
import { useRollbackPreview } from "@/components/rollback/use-rollback";
import { Notice } from "@/components/ui/notice";
import { durationText } from "@/lib/client/time-text";
import type { RollbackPreview } from "@/lib/contracts/api/resources/rollback";

type WayBackProps = {
  environmentId: string;
  /** On a change's page: only while going back would undo this change. */
  ofChangeId?: string;
};

/** What going back to the release before would do, and the button for it. */
export function WayBack({ environmentId, ofChangeId }: WayBackProps) {
  const query = useRollbackPreview(environmentId);
  const preview = query.data;
  if (ofChangeId !== undefined && preview?.change?.id !== ofChangeId) return null;
  const right =
    preview === undefined ? undefined : (
      <>
        {messages.asOf}{" "}
        <TimeInZone at={preview.gatesEvaluatedAt} zone={preview.environment.timeZone} form="clock-second" />
      </>
    );
  return (
    <Section title={messages.title} right={right}>
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <LoadingState label={messages.loading} /> : null}
      {preview === undefined ? null : <Preview preview={preview} />}
    </Section>
  );
}

function Preview({ preview }: { preview: RollbackPreview }) {
  const { possible, target, change } = preview;
  if (!possible.allowed || target === null) {
    return <p className="prose">{possible.reason}</p>;
  }
  const failing = preview.gates.filter(({ verdict }) => verdict === "fail");
  return (
    <div className="stack-2 pad-top">
      <p className="prose">
        {messages.possible(target.name)} {preview.effect}{" "}
        {change === null ? "" : messages.change(change.number)}
      </p>
      {failing.map((gate) => (
        <Notice key={gate.id} tone="bad">
          {messages.gatesStop} {gate.fact} {gate.remedy}
        </Notice>
      ))}
      <KeptModules modules={preview.kept} />
      <Details preview={preview} />
      <div className="line">
        <RollBackButton preview={preview} />
      </div>
    </div>
  );
}

/** Every step and every gate, for who wants to know before pressing. */
function Details({ preview }: { preview: RollbackPreview }) {
  const forward = preview.plan.filter(({ phase }) => phase === "forward");
  const stop = preview.plan.filter(({ phase }) => phase === "rollback");
  return (
    <details>
      <summary>{messages.detailsOf(forward.length, expectedText(forward))}</summary>
      <h3 className="pad-top">{messages.plan}</h3>
      <PlanTable caption={messages.plan} steps={forward} />
      <h3 className="pad-top">{messages.planStop}</h3>
      <PlanTable caption={messages.planStop} steps={stop} />
      <h3 className="pad-top">{messages.gates}</h3>
      <GateList gates={preview.gates} />
    </details>
  );
}

function expectedText(steps: RollbackPreview["plan"]): string {
  const known = steps.flatMap(({ expectedSeconds }) => (expectedSeconds === null ? [] : [expectedSeconds]));
  if (known.length === 0) return messages.noHistory;
  const seconds = known.reduce((sum, each) => sum + each, 0);
  return messages.expected(durationText(seconds * 1_000), known.length === steps.length);
}
