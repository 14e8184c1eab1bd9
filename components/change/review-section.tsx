"use client";

import { useState } from "react";
import { messages as text } from "@/components/change/governance-messages";
import { ReviewForm } from "@/components/change/review-form";
import { useGovernance } from "@/components/change/use-governance";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import type { Change } from "@/lib/contracts/api/resources/change";
import type { Review, ReviewAction } from "@/lib/contracts/api/resources/governance";
import { CAUSE_NAMES, OUTCOME_NAMES } from "@/lib/domain/change/review";

const ENDED: readonly Change["state"][] = ["succeeded", "rolled_back", "failed"];

/** After the end: the review, its actions, and the end of the change itself. Nothing before. */
export function ReviewSection({ change }: { change: Change }) {
  const { review, can } = change.governance;
  const [writing, setWriting] = useState(false);
  const close = useGovernance(change);
  if (review === null && !ENDED.includes(change.state)) return null;
  if (review === null) {
    const write = (
      <Button disabledReason={can.review.allowed ? null : can.review.reason} onClick={() => setWriting(true)}>
        {text.reviewWrite}
      </Button>
    );
    return (
      <Section title={text.review} right={writing ? undefined : write}>
        {writing ? (
          <ReviewForm change={change} onClose={() => setWriting(false)} />
        ) : (
          <p className="prose">{text.reviewWanted}</p>
        )}
      </Section>
    );
  }
  const end =
    change.state === "reviewed" ? (
      <Button
        busy={close.isPending}
        disabledReason={can.close.allowed ? null : can.close.reason}
        onClick={() => close.mutate({ act: "close" })}
      >
        {text.close}
      </Button>
    ) : undefined;
  return (
    <Section title={text.review} meta={OUTCOME_NAMES[review.outcome]} right={end}>
      {close.error ? <ErrorState error={close.error} what={text.failed} /> : null}
      <ReviewText review={review} zone={change.environment.timeZone} />
      <Actions change={change} review={review} />
    </Section>
  );
}

function ReviewText({ review, zone }: { review: Review; zone: string }) {
  const causes = review.causes.map((cause) => CAUSE_NAMES[cause]).join(", ");
  return (
    <>
      <p className="sub small">
        {text.by(review.reviewer.name)}, <TimeInZone at={review.at} zone={zone} />
      </p>
      {review.wentWell === "" ? null : (
        <p className="prose">
          <b>{text.wentWell}:</b> {review.wentWell}
        </p>
      )}
      {review.wentBadly === "" ? null : (
        <p className="prose">
          <b>{text.wentBadly}:</b> {review.wentBadly}
        </p>
      )}
      <p className="prose">
        <b>{text.causes}:</b> {causes}
        {review.causeText === "" ? "" : `. ${review.causeText}`}
      </p>
    </>
  );
}

function Actions({ change, review }: { change: Change; review: Review }) {
  const [asked, setAsked] = useState<ReviewAction | null>(null);
  const mutation = useGovernance(change, () => setAsked(null));
  if (review.actions.length === 0) return <p className="sub">{text.noActions}</p>;
  return (
    <>
      <ul className="people" aria-label={text.actions}>
        {review.actions.map((action) => (
          <li key={action.id}>
            <Glyph tone={action.done ? "good" : "wait"} label={action.done ? "done" : "open"} />
            <span className="strong">{action.title}</span>
            <span className="t2">
              {action.owner.name}, {text.due} {action.dueOn}
              {action.done ? `. ${action.done.note}` : ""}
            </span>
            <span>
              {action.done ? null : (
                <Button aria-label={`${text.done}: ${action.title}`} onClick={() => setAsked(action)}>
                  {text.done}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {asked === null ? null : (
        <ConfirmWithReason
          title={text.doneTitle(asked.title)}
          effect={text.doneEffect}
          confirmLabel={text.doneConfirm}
          reasonLabel={text.doneReason}
          busy={mutation.isPending}
          error={mutation.error}
          failed={text.failed}
          onConfirm={(note) => mutation.mutate({ act: "finish_action", actionId: asked.id, text: note })}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
