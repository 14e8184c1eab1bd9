"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { CLASS_WORDS } from "@/components/change/words";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys } from "@/lib/client/query-keys";
import type { Change } from "@/lib/contracts/api/resources/change";
import { higherClass, isLowered } from "@/lib/domain/change/classify";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);

const CHOICES = ["standard", "normal", "major"] as const;
type Choice = (typeof CHOICES)[number];

/** Raises or lowers the class of a draft, with a reason; going below what is proposed needs a right of its own. */
export function ClassButton({ change }: { change: Change }) {
  const [asked, setAsked] = useState(false);
  if (change.state !== "draft") return null;
  const { raise, lower } = change.classStanding;
  // Where only less could be chosen, whoever may not lower has nothing to choose.
  const refusal = raise.allowed ? (choicesFor(change).length > 0 ? null : lower.reason) : raise.reason;
  return (
    <>
      <Button disabledReason={refusal} onClick={() => setAsked(true)}>
        Set the class
      </Button>
      {asked ? <ClassDialog change={change} onClose={() => setAsked(false)} /> : null}
    </>
  );
}

/** Classes the reader may set it to. */
const choicesFor = ({ class: now, touches, classStanding }: Change): readonly Choice[] =>
  CHOICES.filter(
    (each) =>
      each !== now &&
      (each !== "standard" || touches.template !== null) &&
      (classStanding.lower.allowed || !isLowered(each, higherClass(touches.proposed, now))),
  );

function ClassDialog({ change, onClose }: { change: Change; onClose: () => void }) {
  const client = useQueryClient();
  const { touches } = change;
  const open = choicesFor(change);
  const [choice, setChoice] = useState<Choice>(open.find((each) => each === "major") ?? open[0] ?? "normal");
  const lowered = isLowered(choice, higherClass(touches.proposed, change.class));
  const mutation = useMutation<Change, ApiError, string>({
    mutationFn: (reason) =>
      call("classifyChange", {
        params: { changeId: change.id },
        body: { version: change.version, class: choice, reason },
      }),
    onSuccess: (answer) => {
      client.setQueryData(changeKeys.one(change.id), answer);
      void client.invalidateQueries({ queryKey: changeKeys.lists });
      onClose();
    },
    onError: () => void client.invalidateQueries({ queryKey: changeKeys.one(change.id) }),
  });
  return (
    <ConfirmWithReason
      title="Set the class of this change?"
      effect={`${touches.proposedReason} The class is part of what is approved, and you become one of its authors.`}
      confirmLabel={lowered ? "Lower it" : "Set it"}
      reasonLabel="Why it is judged otherwise"
      busy={mutation.isPending}
      error={mutation.error}
      failed="The class was not set."
      onConfirm={(reason) => mutation.mutate(reason)}
      onClose={onClose}
    >
      <SelectField
        label="Class"
        value={choice}
        choices={open.map((value) => ({ value, label: CLASS_WORDS[value] }))}
        onChange={(event) => setChoice(open.find((each) => each === event.target.value) ?? choice)}
      />
      {lowered ? (
        <Notice tone="warn">
          Below what it touches: the approvals and gates of the class you choose hold from now on. That you
          lowered it, and why, stands on its page and in the audit log.
        </Notice>
      ) : null}
    </ConfirmWithReason>
  );
}
