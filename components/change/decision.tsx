"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ACTION_WORDS, FAILURES, questionFor, RECEIPTS } from "@/components/change/action-words";
import { type ChangeAction, mayDo, offeredFor } from "@/components/change/change-actions";
import { DecisionFacts } from "@/components/change/decision-facts";
import { messages as schedules } from "@/components/change/schedule-messages";
import { type MovingAction, useChangeAction } from "@/components/change/use-change-action";
import { type DecisionAction, DecisionBarFrame, DecisionPanelFrame } from "@/components/patterns/decision";
import type { Change } from "@/lib/contracts/api/resources/change";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);
const ScheduleDialog = dynamic(() =>
  import("@/components/change/schedule-dialog").then((module) => module.ScheduleDialog),
);

type DecisionState = {
  asked: MovingAction | null;
  press: (action: ChangeAction) => void;
  close: () => void;
  receipt: MovingAction | null;
  last: MovingAction | null;
  mutation: ReturnType<typeof useChangeAction>;
  /** Whether it is being asked when to start. */
  timing: boolean;
  setTiming: (timing: boolean) => void;
};

/** What the buttons do: some ask first, editing goes to its own page. Used once per page, shared by panel and bar. */
export function useDecision(change: Change): DecisionState {
  const router = useRouter();
  const [asked, setAsked] = useState<MovingAction | null>(null);
  const [last, setLast] = useState<MovingAction | null>(null);
  const [timing, setTiming] = useState(false);
  const mutation = useChangeAction(change, () => setAsked(null));
  const press = (action: ChangeAction) => {
    if (action === "edit") {
      router.push(`/changes/${change.id}/edit`);
      return;
    }
    setLast(action);
    mutation.reset();
    if (questionFor(action, change)) setAsked(action);
    else mutation.mutate({ action, text: "" });
  };
  // A receipt belongs to the version it made: whatever moved the change since then speaks for itself.
  const receipt = mutation.data?.version === change.version ? last : null;
  return { asked, press, close: () => setAsked(null), receipt, last, mutation, timing, setTiming };
}

/** Neither a decision nor a start: what puts it back or ends it. */
const ASIDE: ReadonlySet<ChangeAction> = new Set(["revise", "cancel"]);

function actionsOf(change: Change, state: DecisionState): DecisionAction[] {
  const actions = offeredFor(change).map((action): DecisionAction => {
    const { label, short, key, danger = false } = ACTION_WORDS[action];
    const can = mayDo(change, action);
    return {
      name: action,
      label: label(change),
      short,
      keyHint: key,
      danger,
      blocked: can.allowed ? null : (can.reason ?? "Not possible now."),
      busy: state.mutation.isPending && state.last === action,
      aside: ASIDE.has(action),
      press: () => state.press(action),
    };
  });
  if (change.state !== "approved" || change.train !== null) return actions;
  // Where nothing may start now this is the way on, and stands beside the start.
  const { allowed, reason } = change.can.schedule;
  const blocked = allowed ? null : (reason ?? "Not possible now.");
  const schedule = { label: schedules.start, short: schedules.schedule, keyHint: "t", danger: false };
  const press = () => state.setTiming(true);
  return actions.toSpliced(1, 0, { name: "schedule", ...schedule, blocked, busy: false, press });
}

/** The panel on the right: what stands in the way, the buttons, the facts in short. */
export function DecisionPanel({ change, state }: { change: Change; state: DecisionState }) {
  const { receipt, last, asked, mutation } = state;
  const main = offeredFor(change)[0];
  return (
    <DecisionPanelFrame
      heading={headingFor(change)}
      explanation={explanation(change, main === undefined ? null : mayDo(change, main).reason)}
      waiting={change.schedule.wait !== null && !wouldStop(change)}
      wanted={wantedOf(change) !== undefined}
      actions={actionsOf(change, state)}
      receipt={receipt === null ? null : RECEIPTS[receipt]}
      failure={
        mutation.error && asked === null && last ? { error: mutation.error, what: FAILURES[last] } : null
      }
    >
      {change.operationId ? (
        <div>
          <Link href={`/operations/${change.operationId}`}>Follow the operation</Link>
        </div>
      ) : null}
      <DecisionFacts change={change} />
    </DecisionPanelFrame>
  );
}

/** The most important of the same buttons at the bottom of a phone. */
export function DecisionBar({ change, state }: { change: Change; state: DecisionState }) {
  const actions = actionsOf(change, state);
  const deciding = actions.filter(({ aside }) => aside !== true);
  return <DecisionBarFrame actions={(deciding.length > 0 ? deciding : actions).slice(0, 3)} />;
}

/** The question before an action that cannot be taken back lightly. */
export function DecisionQuestion({ change, state }: { change: Change; state: DecisionState }) {
  if (state.timing) return <ScheduleDialog change={change} onClose={() => state.setTiming(false)} />;
  const question = state.asked ? questionFor(state.asked, change) : null;
  if (state.asked === null || question === null) return null;
  const action = state.asked;
  const isTyped =
    action === "approve_now" ||
    (change.environment.stage === "production" && (action === "approve" || action === "start"));
  return (
    <ConfirmWithReason
      title={question.title}
      effect={question.effect}
      confirmLabel={question.confirm}
      danger={question.danger ?? false}
      reasonLabel={question.reason}
      optionalReason={question.optional ?? false}
      typedName={isTyped ? change.environment.name : undefined}
      busy={state.mutation.isPending}
      error={state.mutation.error}
      failed={FAILURES[action]}
      onConfirm={(text) => state.mutation.mutate({ action, text })}
      onClose={state.close}
    />
  );
}

function headingFor(change: Change): string {
  if (offeredFor(change).length === 0)
    return change.state === "in_progress" ? "Running now" : "This change has ended";
  if (change.state === "draft") return "Draft";
  return isStarting(change) ? "Its start" : "Your decision";
}

/** Whether a gate stops it: now, or at the time it is scheduled for. */
const wouldStop = ({ gates }: Change) => gates.some(({ verdict }) => verdict === "fail");
const isStarting = ({ state }: Change) => state === "approved" || state === "scheduled";

/** What somebody wants to be different, until it is edited: of a draft that came back this comes before everything else. */
const wantedOf = ({ state, decisions }: Change) =>
  state === "draft"
    ? decisions.findLast(({ kind, voidedAt }) => kind === "changes_requested" && voidedAt === null)
    : undefined;

function explanation(change: Change, blocked: string | null): string {
  if (change.state === "in_progress") return "The deploy operation runs. Its outcome is written here.";
  if (offeredFor(change).length === 0) return "Nothing more can be decided here.";
  const wanted = wantedOf(change);
  if (wanted !== undefined) return `${wanted.person.name} asks for changes: ${wanted.comment}`;
  if (change.schedule.wait !== null) return schedules.waitsInShort(!wouldStop(change));
  if (blocked !== null) return blocked;
  if (change.state === "draft") return "Ready to be submitted.";
  const wanting =
    change.governance.emergency !== null && change.gates.some(({ verdict }) => verdict !== "pass");
  return wanting
    ? "Nothing stops it. What policies ask for and is missing is owed afterwards."
    : "Nothing stands in the way.";
}
