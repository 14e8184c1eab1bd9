"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { messages } from "@/components/hold/messages";
import { useLiftHold } from "@/components/hold/use-holds";
import { Button } from "@/components/ui/button";
import type { Hold } from "@/lib/contracts/api/resources/hold";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);

const text = messages.lift;

/** The button that lifts a hold and the question before it; who may not lift it is told why. */
export function LiftHold({ hold }: { hold: Hold }) {
  const [asked, setAsked] = useState(false);
  const mutation = useLiftHold(hold.id, () => setAsked(false));
  const { lift } = hold.can;
  return (
    <>
      <Button
        disabledReason={lift.allowed ? null : (lift.reason ?? text.notNow)}
        onClick={() => {
          mutation.reset();
          setAsked(true);
        }}
      >
        {text.action}
      </Button>
      {asked ? (
        <ConfirmWithReason
          title={text.title(hold)}
          effect={text.effect}
          confirmLabel={text.confirm}
          reasonLabel={text.reason}
          busy={mutation.isPending}
          error={mutation.error}
          failed={text.failed}
          onConfirm={(reason) => mutation.mutate(reason)}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}
