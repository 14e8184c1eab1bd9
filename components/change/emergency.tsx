"use client";

import { useState } from "react";
import { messages as text } from "@/components/change/governance-messages";
import { type GovernanceAct, useGovernance } from "@/components/change/use-governance";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import type { Change } from "@/lib/contracts/api/resources/change";
import type { Debt } from "@/lib/contracts/api/resources/governance";

const OPEN: readonly Change["state"][] = ["draft", "submitted", "in_review"];
const SHORTEST = 10;

type Asked = { kind: "declare" } | { kind: "pay"; debt: Debt };

/** Makes a change an emergency; nothing where it is one, has begun, or the reader may not. */
export function DeclareEmergency({ change }: { change: Change }) {
  const { emergency, can } = change.governance;
  const [asked, setAsked] = useState(false);
  if (emergency !== null || !OPEN.includes(change.state) || !can.declareEmergency.allowed) return null;
  return (
    <>
      <Button onClick={() => setAsked(true)}>{text.declare}</Button>
      {asked ? (
        <Question change={change} asked={{ kind: "declare" }} onClose={() => setAsked(false)} />
      ) : null}
    </>
  );
}

/** Why it could not wait, and what it still owes. Nothing where it is none. */
export function Emergency({ change }: { change: Change }) {
  const { emergency, debts } = change.governance;
  const [asked, setAsked] = useState<Asked | null>(null);
  if (emergency === null) return null;
  return (
    <Section title={text.emergency} meta={<ReviewDue change={change} />}>
      <p className="prose">{emergency.reason}</p>
      {debts.length > 0 ? (
        <ul className="people" aria-label={text.debts}>
          {debts.map((debt) => (
            <DebtLine
              key={debt.id}
              debt={debt}
              change={change}
              onPay={() => setAsked({ kind: "pay", debt })}
            />
          ))}
        </ul>
      ) : change.operationId === null ? null : (
        <p className="sub">{text.noDebts}</p>
      )}
      {asked === null ? null : <Question change={change} asked={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}

function ReviewDue({ change }: { change: Change }) {
  const { reviewDueAt, reviewOverdue, review } = change.governance;
  if (reviewDueAt === null || review !== null) return null;
  return (
    <span className={reviewOverdue ? "bad-w" : undefined}>
      {reviewOverdue ? text.reviewOverdue : text.reviewDue}{" "}
      <TimeInZone at={reviewDueAt} zone={change.environment.timeZone} />
    </span>
  );
}

function DebtLine({ debt, change, onPay }: { debt: Debt; change: Change; onPay: () => void }) {
  const zone = change.environment.timeZone;
  const { payDebt } = change.governance.can;
  return (
    <li>
      <Glyph
        tone={debt.paid ? "good" : debt.overdue ? "bad" : "warn"}
        label={debt.paid ? "settled" : "owed"}
      />
      <span className="strong">{debt.title}</span>
      <span className="t2">
        {debt.paid ? (
          `${text.paid(debt.paid.by)}: ${debt.paid.note}`
        ) : (
          <>
            {debt.fact} {debt.remedy} {debt.overdue ? text.overdue : text.due}{" "}
            <TimeInZone at={debt.dueAt} zone={zone} />
          </>
        )}
      </span>
      <span>
        {debt.paid ? null : (
          <Button
            aria-label={`${text.pay} ${debt.title}`}
            disabledReason={payDebt.allowed ? null : payDebt.reason}
            onClick={onPay}
          >
            {text.pay}
          </Button>
        )}
      </span>
    </li>
  );
}

function Question({ change, asked, onClose }: { change: Change; asked: Asked; onClose: () => void }) {
  const mutation = useGovernance(change, onClose);
  const words = wordsOf(asked, change);
  return (
    <ConfirmWithReason
      {...words.texts}
      danger={asked.kind !== "pay"}
      shortestReason={SHORTEST}
      busy={mutation.isPending}
      error={mutation.error}
      failed={text.failed}
      onConfirm={(reason) => mutation.mutate(words.act(reason))}
      onClose={onClose}
    />
  );
}

type Words = {
  texts: { title: string; effect: string; confirmLabel: string; reasonLabel: string };
  act: (reason: string) => GovernanceAct;
};

function wordsOf(asked: Asked, change: Change): Words {
  switch (asked.kind) {
    case "declare":
      return {
        texts: {
          title: text.declareTitle(change.number),
          effect: text.declareEffect,
          confirmLabel: text.declareConfirm,
          reasonLabel: text.declareReason,
        },
        act: (reason) => ({ act: "emergency", text: reason }),
      };
    case "pay":
      return {
        texts: {
          title: text.payTitle(asked.debt.title),
          effect: text.payEffect,
          confirmLabel: text.payConfirm,
          reasonLabel: text.payReason,
        },
        act: (reason) => ({ act: "pay_debt", debtId: asked.debt.id, text: reason }),
      };
  }
}
