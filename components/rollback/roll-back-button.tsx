"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { messages } from "@/components/rollback/messages";
import { useRollBack } from "@/components/rollback/use-rollback";
import { Button } from "@/components/ui/button";
import type { RollbackPreview } from "@/lib/contracts/api/resources/rollback";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);

const SHORTEST_REASON = 10;
const text = messages.ask;

/** The one action back; who may not, or where it cannot be, is told why. */
export function RollBackButton({ preview }: { preview: RollbackPreview }) {
  const [asked, setAsked] = useState(false);
  const mutation = useRollBack(preview);
  const can = preview.can.rollBack;
  const ask = () => {
    mutation.reset();
    setAsked(true);
  };
  return (
    <>
      <Button variant="danger" disabledReason={can.allowed ? null : can.reason} onClick={ask}>
        {messages.action(preview.target?.name)}
      </Button>
      {asked ? (
        <ConfirmWithReason
          title={text.title(preview)}
          effect={<Effect preview={preview} />}
          confirmLabel={text.confirm(preview.target?.name)}
          danger
          reasonLabel={text.reason}
          shortestReason={SHORTEST_REASON}
          typedName={preview.confirmation ?? undefined}
          busy={mutation.isPending || mutation.isSuccess}
          error={mutation.error}
          failed={text.failed}
          onConfirm={(reason) => mutation.mutate({ reason, confirmation: preview.confirmation })}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}

function Effect({ preview }: { preview: RollbackPreview }) {
  const { from, change, effect } = preview;
  return (
    <>
      {from === null ? "" : `${text.leaves(from.name)} `}
      {effect} {change === null ? "" : messages.change(change.number)}
    </>
  );
}
