"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { type DecisionAction, DecisionBarFrame, DecisionPanelFrame } from "@/components/patterns/decision";
import {
  ACTION_WORDS,
  FAILURES,
  type MovingTrainAction,
  OFFERED,
  questionFor,
  RECEIPTS,
  type TrainAction,
} from "@/components/train/action-words";
import { LeaveOut } from "@/components/train/leave-out";
import { TrainFacts } from "@/components/train/train-facts";
import { useTrainAction } from "@/components/train/use-train-action";
import type { Train, TrainImpact } from "@/lib/contracts/api/resources/train";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);

type Decision = {
  impact: TrainImpact | undefined;
  asked: MovingTrainAction | null;
  press: (action: TrainAction) => void;
  close: () => void;
  receipt: MovingTrainAction | null;
  last: MovingTrainAction | null;
  leaveOut: readonly string[];
  setLeaveOut: (ids: readonly string[]) => void;
  mutation: ReturnType<typeof useTrainAction>;
};

/** What the buttons do. Used once per page, shared by panel and bar. */
export function useTrainDecision(train: Train, impact: TrainImpact | undefined): Decision {
  const router = useRouter();
  const [asked, setAsked] = useState<MovingTrainAction | null>(null);
  const [last, setLast] = useState<MovingTrainAction | null>(null);
  const [leaveOut, setLeaveOut] = useState<readonly string[]>([]);
  const mutation = useTrainAction(train, () => setAsked(null));
  const press = (action: TrainAction) => {
    if (action === "edit") {
      router.push(`/trains/${train.id}/edit`);
      return;
    }
    setLast(action);
    setLeaveOut([]);
    mutation.reset();
    if (questionFor(action, train, impact)) setAsked(action);
    else mutation.mutate({ action, text: "", impactHash: "", leaveOut: [] });
  };
  const receipt = mutation.data?.version === train.version ? last : null;
  return {
    impact,
    asked,
    press,
    close: () => setAsked(null),
    receipt,
    last,
    leaveOut,
    setLeaveOut,
    mutation,
  };
}

/** Why an action is closed; a start also needs the impact list on the page. */
function blockedBecause(action: TrainAction, train: Train, impact: TrainImpact | undefined): string | null {
  const can = train.can[action];
  if (!can.allowed) return can.reason ?? "Not possible now.";
  return action === "start" && impact === undefined ? "The impact list has to be shown first." : null;
}

function actionsOf(train: Train, state: Decision): DecisionAction[] {
  return OFFERED[train.state].map((action) => {
    const { label, short, key, danger = false } = ACTION_WORDS[action];
    return {
      name: action,
      label,
      short,
      keyHint: key,
      danger,
      blocked: blockedBecause(action, train, state.impact),
      busy: state.mutation.isPending && state.last === action,
      press: () => state.press(action),
    };
  });
}

/** The panel on the right: what it waits for, the buttons, the train in numbers. */
export function TrainDecisionPanel({ train, state }: { train: Train; state: Decision }) {
  const { receipt, last, asked, mutation } = state;
  const actions = actionsOf(train, state);
  const [main] = actions;
  return (
    <DecisionPanelFrame
      heading={headingFor(train)}
      explanation={
        main === undefined ? "Nothing more can be decided here." : (main.blocked ?? openWords(train))
      }
      actions={actions}
      receipt={receipt === null ? null : RECEIPTS[receipt]}
      failure={
        mutation.error && asked === null && last ? { error: mutation.error, what: FAILURES[last] } : null
      }
    >
      <TrainFacts train={train} />
    </DecisionPanelFrame>
  );
}

/** The same buttons at the bottom of a phone. */
export function TrainDecisionBar({ train, state }: { train: Train; state: Decision }) {
  return <DecisionBarFrame actions={actionsOf(train, state)} />;
}

/** The question before an action, with what it does to the environments. */
export function TrainQuestion({ train, state }: { train: Train; state: Decision }) {
  const { asked: action, impact, mutation } = state;
  const question = action === null ? null : questionFor(action, train, impact);
  if (action === null || question === null) return null;
  return (
    <ConfirmWithReason
      title={question.title}
      effect={question.effect}
      confirmLabel={question.confirm}
      danger={question.danger ?? false}
      reasonLabel={question.reason}
      optionalReason={question.optional ?? false}
      typedName={action === "start" && (impact?.totals.production ?? 0) > 0 ? train.number : undefined}
      busy={mutation.isPending}
      error={mutation.error}
      failed={FAILURES[action]}
      onConfirm={(text) =>
        mutation.mutate({ action, text, impactHash: impact?.hash ?? "", leaveOut: state.leaveOut })
      }
      onClose={state.close}
    >
      {action === "resume" ? (
        <LeaveOut train={train} chosen={state.leaveOut} onChange={state.setLeaveOut} />
      ) : null}
    </ConfirmWithReason>
  );
}

const openWords = ({ state }: Train): string =>
  state === "running" ? "It moves on by itself. Halt it at any time." : "Nothing stands in the way.";

function headingFor({ state }: Train): string {
  if (state === "draft") return "Draft";
  if (state === "running") return "Running now";
  return OFFERED[state].length === 0 ? "This train has ended" : "Your decision";
}
