"use client";

import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { KeptModules } from "@/components/rollback/kept-modules";
import { messages } from "@/components/rollback/messages";
import { PlanDetails } from "@/components/rollback/plan-details";
import { RollBackButton } from "@/components/rollback/roll-back-button";
import { useRollbackPreview } from "@/components/rollback/use-rollback";
import { WithData } from "@/components/rollback/with-data";
import { Notice } from "@/components/ui/notice";
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
  const undone = [preview?.change?.id, preview?.withData.change?.id];
  if (ofChangeId !== undefined && !undone.includes(ofChangeId)) return null;
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
    return (
      <div className="stack-2 pad-top">
        <p className="prose">{possible.reason}</p>
        {target === null ? null : <WithData preview={preview} />}
      </div>
    );
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
      <PlanDetails plan={preview.plan} gates={preview.gates} />
      <div className="line">
        <RollBackButton preview={preview} />
      </div>
    </div>
  );
}
