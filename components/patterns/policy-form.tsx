"use client";

import { type QueryKey, type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import type { ApiError } from "@/lib/client/api-error";

/** Sets a policy over the version that was seen; the policies and what rests on them are asked for anew. */
export function useSetPolicy<Policy, Settings>(
  set: (settings: Settings) => Promise<Policy>,
  { policies, rest, onDone }: { policies: QueryKey; rest: readonly QueryKey[]; onDone: () => void },
): UseMutationResult<Policy, ApiError, Settings> {
  const client = useQueryClient();
  return useMutation<Policy, ApiError, Settings>({
    mutationFn: set,
    onSuccess: () => {
      for (const queryKey of [policies, ...rest]) void client.invalidateQueries({ queryKey });
      onDone();
    },
    onError: () => void client.invalidateQueries({ queryKey: policies }),
  });
}

type PolicyFormProps = {
  /** The form's name, where its heading does not say it. */
  label?: string;
  words: { save: string; cancel: string; notSaved: string };
  mutation: { isPending: boolean; error: Error | null };
  /** Why it cannot be saved now. */
  disabledReason?: string | null;
  /** A further button, before the two. */
  other?: ReactNode;
  wide?: boolean;
  /** Not called while an answer is awaited. */
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** The fields of one policy in its place on the page, with its two buttons. */
export function PolicyForm(props: PolicyFormProps) {
  const { words, mutation, wide = false } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!mutation.isPending) props.onSubmit();
  };
  return (
    <form
      onSubmit={submit}
      noValidate
      className={wide ? "stack-2" : "stack-2 narrow-form"}
      aria-label={props.label}
    >
      {props.children}
      {mutation.error ? <ErrorState error={mutation.error} what={words.notSaved} /> : null}
      <div className="row-tags">
        {props.other}
        <Button
          variant="primary"
          type="submit"
          busy={mutation.isPending}
          disabledReason={props.disabledReason}
        >
          {words.save}
        </Button>
        <Button onClick={props.onClose}>{words.cancel}</Button>
      </div>
    </form>
  );
}
