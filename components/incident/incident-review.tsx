"use client";

import { useState } from "react";
import { ReviewForm } from "@/components/incident/review-form";
import { useIncidentAct } from "@/components/incident/use-incidents";
import { messages } from "@/components/incident/words";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import type { Incident, IncidentAction } from "@/lib/contracts/api/resources/incident";

/** What was learned and what shall be done, with who does it. */
export function IncidentReview({ incident }: { incident: Incident }) {
  const [writing, setWriting] = useState(false);
  const { review, can, actions } = incident;
  const button = (
    <Button
      disabledReason={can.review.allowed ? null : can.review.reason}
      onClick={() => setWriting(true)}
      aria-expanded={writing}
    >
      Write the review
    </Button>
  );
  return (
    <>
      <Section title={messages.review} right={review === null && !writing ? button : undefined}>
        {writing && review === null ? (
          <ReviewForm incident={incident} onClose={() => setWriting(false)} />
        ) : review === null ? (
          <p className="prose">{messages.reviewNone}</p>
        ) : (
          <>
            <p className="prose text-block">{review.causes}</p>
            {review.whatHelped === "" ? null : (
              <p className="prose text-block">What helped: {review.whatHelped}</p>
            )}
          </>
        )}
      </Section>
      {review === null ? null : (
        <Section title={messages.actions} meta={actions.length}>
          {actions.length === 0 ? (
            <p className="prose">{messages.actionsNone}</p>
          ) : (
            <ul className="rowlist alert-list">
              {actions.map((action) => (
                <ActionItem key={action.id} incident={incident} action={action} />
              ))}
            </ul>
          )}
        </Section>
      )}
    </>
  );
}

function ActionItem({ incident, action }: { incident: Incident; action: IncidentAction }) {
  const [asked, setAsked] = useState(false);
  const mutation = useIncidentAct(incident);
  const { text, owner, dueOn, done } = action;
  return (
    <li>
      <div className="alert-what">
        <State tone={done === null ? "wait" : "good"}>{done === null ? "to be done" : "done"}</State>
        <p>{text}</p>
        <p className="t2">
          {owner?.name ?? "Nobody yet"}, until {dueOn}
          {done === null ? "" : `. ${done.by}: ${done.note}`}
        </p>
      </div>
      {done === null ? (
        <div className="alert-do">
          <Button onClick={() => setAsked(true)}>
            Done<span className="sr"> {text}</span>
          </Button>
        </div>
      ) : null}
      {asked ? (
        <ConfirmWithReason
          title="Is it done?"
          effect={text}
          confirmLabel="It is done"
          reasonLabel="What was done"
          busy={mutation.isPending}
          error={mutation.error}
          failed="It is still to be done."
          onConfirm={(note) =>
            mutation.mutate(
              { act: "finish", actionId: action.id, version: action.version, note },
              { onSuccess: () => setAsked(false) },
            )
          }
          onClose={() => setAsked(false)}
        />
      ) : null}
    </li>
  );
}
