"use client";

import { useState } from "react";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { useScratchAct } from "@/components/scratch/use-scratch";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { Can } from "@/lib/contracts/api/resources/common";
import type { Scratch } from "@/lib/contracts/api/resources/scratch";
import { LONGEST_DAYS, MOST_HOURS } from "@/lib/domain/scratch/keeping";

const SHORTEST_REASON = 10;

/** Keeping it longer, or removing it now, with the reason where that cannot be. */
export function ScratchActs({ scratch }: { scratch: Scratch }) {
  const [asked, setAsked] = useState<"keep" | "remove" | null>(null);
  const [hours, setHours] = useState(String(scratch.hours));
  const mutation = useScratchAct(scratch);
  const ask = (what: "keep" | "remove") => {
    mutation.reset();
    setAsked(what);
  };
  const close = () => setAsked(null);
  const common = {
    busy: mutation.isPending,
    error: mutation.error,
    failed: "It was not done.",
    shortestReason: SHORTEST_REASON,
    onClose: close,
  };
  const { keep, remove } = scratch.can;
  return (
    <div className="stack-2">
      <Act can={keep} label="Keep it until…" onClick={() => ask("keep")} />
      <Act can={remove} label="Remove now…" danger onClick={() => ask("remove")} />
      <button type="button" className="btn quiet" onClick={() => window.print()}>
        Print
      </button>
      {asked === "keep" ? (
        <ConfirmWithReason
          {...common}
          title={`Keep ${scratch.number} until another time?`}
          effect={`It stands for so many hours from now, at most ${MOST_HOURS}; ${LONGEST_DAYS} days after it was made it goes in any case.`}
          confirmLabel="Keep it"
          reasonLabel="Why"
          onConfirm={(reason) =>
            mutation.mutate({ act: "keep", reason, hours: Number(hours) }, { onSuccess: close })
          }
        >
          <TextField
            label="Hours from now"
            type="number"
            min={1}
            max={MOST_HOURS}
            value={hours}
            onChange={(event) => setHours(event.target.value)}
          />
        </ConfirmWithReason>
      ) : null}
      {asked === "remove" ? (
        <ConfirmWithReason
          {...common}
          danger
          title={`Remove ${scratch.number}?`}
          effect={
            <>
              Its pods, database, files and keys are removed, with what was entered there. The environment is
              not touched.
            </>
          }
          confirmLabel="Remove now"
          reasonLabel="Why it goes"
          onConfirm={(reason) => mutation.mutate({ act: "remove", reason }, { onSuccess: close })}
        />
      ) : null}
    </div>
  );
}

type ActProps = { can: Can; label: string; danger?: boolean; onClick: () => void };

function Act({ can, label, danger = false, onClick }: ActProps) {
  return (
    <>
      <Button
        wide
        variant={danger ? "danger" : "plain"}
        disabledReason={can.allowed ? null : can.reason}
        onClick={onClick}
      >
        {label}
      </Button>
      {can.allowed ? null : <p className="small">{can.reason}</p>}
    </>
  );
}
