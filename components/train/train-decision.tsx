"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { ActionBar, Panel } from "@/components/patterns/panel";
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
import { Button, type ButtonVariant } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { Notice } from "@/components/ui/notice";
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

/** The panel on the right: what it waits for, the buttons, the train in numbers. */
export function TrainDecisionPanel({ train, state }: { train: Train; state: Decision }) {
  const actions = OFFERED[train.state];
  const [main] = actions;
  const blocked = main === undefined ? null : blockedBecause(main, train, state.impact);
  return (
    <Panel label="Decision">
      <div>
        <h2>{headingFor(train)}</h2>
        <div className="reason">
          <Glyph tone={main === undefined ? "wait" : blocked === null ? "good" : "bad"} />
          <span className="strong-text">
            {main === undefined ? "Nothing more can be decided here." : (blocked ?? openWords(train))}
          </span>
        </div>
        {state.receipt ? (
          <div className="receipt">
            <Notice tone="good" live>
              {RECEIPTS[state.receipt]}
            </Notice>
          </div>
        ) : null}
        {state.mutation.error && state.asked === null && state.last ? (
          <ErrorState error={state.mutation.error} what={FAILURES[state.last]} />
        ) : null}
      </div>
      {actions.length > 0 ? (
        <div className="acts">
          {actions.map((action) => (
            <ActionButton key={action} action={action} train={train} state={state} wide />
          ))}
        </div>
      ) : null}
      <TrainFacts train={train} />
    </Panel>
  );
}

/** The same buttons at the bottom of a phone. */
export function TrainDecisionBar({ train, state }: { train: Train; state: Decision }) {
  const actions = OFFERED[train.state];
  if (!actions.some((action) => train.can[action].allowed)) return null;
  return (
    <ActionBar label="Decision on a phone">
      {[...actions].reverse().map((action) => (
        <ActionButton key={action} action={action} train={train} state={state} />
      ))}
    </ActionBar>
  );
}

type ActionButtonProps = { action: TrainAction; train: Train; state: Decision; wide?: boolean };

function ActionButton({ action, train, state, wide = false }: ActionButtonProps) {
  const words = ACTION_WORDS[action];
  const blocked = blockedBecause(action, train, state.impact);
  const main = action === OFFERED[train.state][0];
  const variant: ButtonVariant = words.danger ? "danger" : main && blocked === null ? "primary" : "plain";
  return (
    <Button
      wide={wide}
      variant={variant}
      keyHint={wide ? words.key : undefined}
      busy={state.mutation.isPending && state.last === action}
      disabledReason={blocked}
      onClick={() => state.press(action)}
    >
      {wide ? words.label : words.short}
    </Button>
  );
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
