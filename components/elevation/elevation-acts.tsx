"use client";

import { useState } from "react";
import { useElevationAct } from "@/components/elevation/use-elevations";
import { elevationMessages as text } from "@/components/elevation/words";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { useReader } from "@/components/patterns/reader";
import { Button } from "@/components/ui/button";
import type { Elevation } from "@/lib/contracts/api/resources/elevation";

type Act = "approve" | "refuse" | "end";

/** Granting, refusing, ending: what is open to the reader. */
export function ElevationActs({ elevation }: { elevation: Elevation }) {
  const [act, setAct] = useState<Act | null>(null);
  const mutation = useElevationAct();
  const reader = useReader();
  const { can, holder, roleName, scope, state, id: elevationId, minutes } = elevation;
  const what = `${roleName} for ${holder.name}`;
  const own = holder.id === reader.id;
  const endLabel = state === "asked" ? text.withdraw : text.end;
  const close = () => {
    mutation.reset();
    setAct(null);
  };
  const words = {
    approve: { label: text.approve, effect: text.approveEffect, failed: text.notAnswered },
    refuse: { label: text.refuse, effect: text.refuseEffect, failed: text.notAnswered },
    end: {
      label: endLabel,
      effect: state === "asked" ? text.withdrawEffect : text.endEffect,
      failed: text.notEnded,
    },
  } as const;
  const open: readonly Act[] = [
    ...(can.answer.allowed ? (["approve", "refuse"] as const) : []),
    ...(can.end.allowed && (own || state === "standing") ? (["end"] as const) : []),
  ];
  return (
    <span className="row-tags">
      {open.map((each) => (
        <Button key={each} aria-label={`${words[each].label}: ${what}`} onClick={() => setAct(each)}>
          {words[each].label}
        </Button>
      ))}
      {act === null ? null : (
        <ConfirmWithReason
          title={`${words[act].label}: ${what}`}
          effect={`${roleName} over ${scope} for ${minutes} minutes. ${words[act].effect}`}
          confirmLabel={words[act].label}
          danger={act !== "approve"}
          reasonLabel={act === "end" ? null : text.answerNote}
          busy={mutation.isPending}
          error={mutation.error}
          failed={words[act].failed}
          onConfirm={(note) =>
            mutation.mutate(act === "end" ? { act, elevationId } : { act, elevationId, note }, {
              onSuccess: close,
            })
          }
          onClose={close}
        />
      )}
    </span>
  );
}
