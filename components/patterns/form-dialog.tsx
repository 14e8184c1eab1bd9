"use client";

import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

type FormDialogProps = {
  title: string;
  description?: ReactNode;
  cancel: string;
  confirm: string;
  danger?: boolean | undefined;
  /** Why it cannot be confirmed now. */
  disabledReason?: string | null;
  /** A further button, between the two. */
  other?: ReactNode;
  /** What happened while it was being filled; it stays in sight. */
  notice?: ReactNode;
  mutation: { isPending: boolean; error: Error | null };
  /** What is said when it failed. */
  failed: string;
  /** Not called while an answer is awaited: nothing is sent twice. */
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** To the first field that is wrong, which may have scrolled out of sight; else to what is said of the whole. */
function leadToProblem(form: HTMLFormElement | null): void {
  const field = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (field) field.focus();
  else form?.querySelector('[role="alert"]')?.scrollIntoView({ block: "center" });
}

/** A modal form with its two buttons; what went wrong stands beneath the fields, which keep what was typed. */
export function FormDialog(props: FormDialogProps) {
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  const { isPending, error } = props.mutation;
  useEffect(() => {
    if (tries > 0 || error !== null) leadToProblem(form.current);
  }, [tries, error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    setTries((count) => count + 1);
    props.onSubmit();
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.title}
      description={props.description}
      footer={
        <>
          {props.notice ? <div className="form-notice">{props.notice}</div> : null}
          <Button onClick={props.onClose}>{props.cancel}</Button>
          {props.other}
          <Button
            variant={props.danger ? "danger" : "primary"}
            type="submit"
            form={formId}
            busy={isPending}
            disabledReason={props.disabledReason}
          >
            {props.confirm}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="stack-2">
        {props.children}
        {error ? <ErrorState error={error} what={props.failed} /> : null}
      </form>
    </Dialog>
  );
}
