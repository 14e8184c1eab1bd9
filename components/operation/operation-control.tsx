"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import {
  ACTION_WORDS,
  askingFor,
  CONSEQUENCES,
  FAILURES,
  type OperationAction,
  offered,
  RECEIPTS,
} from "@/components/operation/control-words";
import { QuestionBox } from "@/components/operation/question-box";
import { useOperationAction } from "@/components/operation/use-operation-action";
import { isActive } from "@/components/operation/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { Operation } from "@/lib/contracts/api/resources/operation";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);

type Mutation = ReturnType<typeof useOperationAction>;

/** A person's hand on an operation: pause, resume, abort, each with what it does, and the receipt of the last one. */
export function OperationControl({ operation }: { operation: Operation }) {
  const [asking, setAsking] = useState<"continue" | "abort" | null>(null);
  const [last, setLast] = useState<OperationAction | null>(null);
  const mutation = useOperationAction(operation, () => setAsking(null));
  const press = (action: OperationAction) => {
    setLast(action);
    mutation.reset();
    if (action === "abort" || action === "continue") setAsking(action);
    else mutation.mutate({ action, reason: "" });
  };
  const { question } = operation;
  // A receipt belongs to the version it made: whatever moved the operation since then speaks for itself.
  const made = mutation.data?.version === operation.version && isActive(operation.state);
  const receipt = made ? last : null;
  return (
    <>
      {question ? (
        <QuestionBox {...{ operation, question }} busy={mutation.isPending} onChoose={press} />
      ) : null}
      {isActive(operation.state) && !question ? <Buttons {...{ operation, mutation, last, press }} /> : null}
      {receipt ? (
        <div className="receipt">
          <Notice tone="good" live>
            {RECEIPTS[receipt]}
          </Notice>
        </div>
      ) : null}
      {mutation.error && last && !asking ? <ErrorState error={mutation.error} what={FAILURES[last]} /> : null}
      {asking ? <Ask {...{ operation, mutation }} action={asking} onClose={() => setAsking(null)} /> : null}
    </>
  );
}

type AskProps = {
  operation: Operation;
  mutation: Mutation;
  action: "continue" | "abort";
  onClose: () => void;
};

function Ask({ operation, mutation, action, onClose }: AskProps) {
  const asking = askingFor(action, operation);
  const production = operation.environment.stage === "production";
  return (
    <ConfirmWithReason
      title={asking.title}
      effect={asking.effect}
      confirmLabel={asking.confirm}
      danger={action === "abort"}
      reasonLabel={asking.reason}
      typedName={production ? operation.environment.name : undefined}
      busy={mutation.isPending}
      error={mutation.error}
      failed={FAILURES[action]}
      onConfirm={(reason) => mutation.mutate({ action, reason })}
      onClose={onClose}
    />
  );
}

type ButtonsProps = {
  operation: Operation;
  mutation: Mutation;
  last: OperationAction | null;
  press: (action: OperationAction) => void;
};

/** Where nothing is open to the reader, the reason stands alone. */
function Buttons({ operation, mutation, last, press }: ButtonsProps) {
  const actions = offered(operation);
  if (!actions.some((action) => operation.can[action].allowed)) {
    return <p className="prose">{operation.can.abort.reason}</p>;
  }
  return (
    <fieldset className="hand" aria-label="This operation">
      {actions.map((action) => {
        const can = operation.can[action];
        return (
          <Button
            key={action}
            variant={action === "abort" ? "danger" : action === "resume" && can.allowed ? "primary" : "plain"}
            keyHint={ACTION_WORDS[action].key}
            busy={mutation.isPending && last === action}
            disabledReason={can.allowed ? null : (can.reason ?? "Not possible now.")}
            onClick={() => press(action)}
          >
            {ACTION_WORDS[action].label}
          </Button>
        );
      })}
      <p className="small sub">{operation.paused === null ? CONSEQUENCES.pause : CONSEQUENCES.resume}</p>
    </fieldset>
  );
}
