"use client";

import { type ReactNode, useState } from "react";
import { FormDialog } from "@/components/patterns/form-dialog";
import { TextArea, TextField } from "@/components/ui/field";

export type ConfirmProps = {
  title: string;
  /** What the action does to the world. */
  effect: ReactNode;
  confirmLabel: string;
  danger?: boolean;
  /** Label of the text that goes with it, required unless `optionalReason`; null where none is kept. */
  reasonLabel: string | null;
  optionalReason?: boolean;
  /** Characters the reason has at least; 5 unless told. */
  shortestReason?: number;
  /** Typed by the person before the action is possible, such as the environment's name. */
  typedName?: string | undefined;
  busy: boolean;
  error: Error | null;
  failed: string;
  /** What else is chosen with it, between the reason and the name. */
  children?: ReactNode;
  onConfirm: (reason: string) => void;
  onClose: () => void;
};

const SHORTEST_REASON = 5;

/** Asks before something that cannot be taken back lightly: effect, reason, and the name where production is touched. */
export function ConfirmWithReason(props: ConfirmProps) {
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const shortest = props.shortestReason ?? SHORTEST_REASON;
  const reasonProblem =
    props.reasonLabel !== null && !props.optionalReason && reason.trim().length < shortest
      ? `Give a reason of at least ${shortest} characters.`
      : null;
  const nameProblem =
    props.typedName !== undefined && typed.trim() !== props.typedName
      ? `Type ${props.typedName} exactly.`
      : null;
  const submit = () => {
    setTried(true);
    if (!reasonProblem && !nameProblem) props.onConfirm(reason.trim());
  };
  return (
    <FormDialog
      title={props.title}
      description={props.effect}
      cancel="Keep as it is"
      confirm={props.confirmLabel}
      danger={props.danger}
      mutation={{ isPending: props.busy, error: props.error }}
      failed={props.failed}
      onSubmit={submit}
      onClose={props.onClose}
    >
      {props.reasonLabel === null ? null : (
        <TextArea
          label={props.reasonLabel}
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
          problem={tried ? reasonProblem : null}
        />
      )}
      {props.children}
      {props.typedName === undefined ? null : (
        <TextField
          label={
            <>
              Type <span className="mono">{props.typedName}</span> to confirm
            </>
          }
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          problem={tried ? nameProblem : null}
        />
      )}
    </FormDialog>
  );
}
