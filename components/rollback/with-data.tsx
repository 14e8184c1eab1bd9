"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { LossCounts } from "@/components/restore/loss-counts";
import { useLoss } from "@/components/restore/use-restore";
import { messages } from "@/components/rollback/messages";
import { PlanDetails } from "@/components/rollback/plan-details";
import { useRollBackWithData } from "@/components/rollback/use-rollback";
import { Button } from "@/components/ui/button";
import type { RollbackPreview } from "@/lib/contracts/api/resources/rollback";
import { lossWords } from "@/lib/domain/recovery/loss";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);

const SHORTEST_REASON = 10;
const text = messages.data;

/** Where code alone cannot go back: release and data of before the change, and what that would lose. */
export function WithData({ preview }: { preview: RollbackPreview }) {
  const { withData, environment, target, from } = preview;
  const { checkpoint, change, waiting } = withData;
  if (waiting !== null)
    return (
      <p className="prose">
        <Link href={`/restore/${waiting.id}`}>{text.waiting(waiting.number)}</Link>.
      </p>
    );
  if (!withData.possible.allowed || checkpoint === null || target === null || change === null)
    return <p className="prose">{withData.possible.reason}</p>;
  return (
    <>
      <h3>{text.title}</h3>
      <p className="prose">
        {text.saved(change.number)}{" "}
        <TimeInZone at={checkpoint.takenAt} zone={environment.timeZone} form="second" />.{" "}
        {text.does(target.name, from?.name ?? "", withData.keptHours)}
      </p>
      <LossCounts target={environment} since={checkpoint.takenAt} />
      <PlanDetails plan={withData.plan} gates={preview.gates} />
      <div className="line">
        <RollBackWithDataButton preview={preview} since={checkpoint.takenAt} />
      </div>
    </>
  );
}

function RollBackWithDataButton({ preview, since }: { preview: RollbackPreview; since: string }) {
  const [asked, setAsked] = useState(false);
  const mutation = useRollBackWithData(preview);
  const { data: loss } = useLoss(preview.environment.id, since);
  const { can, secondPerson } = preview.withData;
  const lost = loss === undefined ? text.counting : lossWords(loss);
  const ask = () => {
    mutation.reset();
    setAsked(true);
  };
  return (
    <>
      <Button
        variant="danger"
        disabledReason={can.rollBack.allowed ? null : can.rollBack.reason}
        onClick={ask}
      >
        {text.action(preview.target?.name ?? "")}
      </Button>
      {can.rollBack.allowed ? null : <span className="small">{can.rollBack.reason}</span>}
      {asked ? (
        <ConfirmWithReason
          title={text.ask(preview)}
          effect={`${text.effect(lost, preview.environment.name)}${secondPerson ? ` ${text.second}` : ""}`}
          confirmLabel={secondPerson ? text.askSecond(lost) : text.confirm(lost)}
          danger
          reasonLabel={messages.ask.reason}
          shortestReason={SHORTEST_REASON}
          typedName={preview.confirmation ?? undefined}
          busy={mutation.isPending || mutation.isSuccess}
          error={mutation.error}
          failed={messages.ask.failed}
          onConfirm={(reason) => mutation.mutate({ reason, confirmation: preview.confirmation })}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}
