"use client";

import Link from "next/link";
import { useState } from "react";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { type Decision, useDecideRestore, useLoss } from "@/components/restore/use-restore";
import { Button } from "@/components/ui/button";
import type { Restore } from "@/lib/contracts/api/resources/restore";
import { lossWords } from "@/lib/domain/recovery/loss";

const ACTS = {
  approve: { label: "Release and start…", title: "Release this restore?", reason: "What you looked at" },
  reject: { label: "Refuse…", title: "Refuse this restore?", reason: "Why it is refused" },
  withdraw: { label: "Withdraw…", title: "Withdraw this request?", reason: "Why it is withdrawn" },
  undo: { label: "Take it back…", title: "Put the data from before back?", reason: "Why it is taken back" },
} as const satisfies Record<Decision, { label: string; title: string; reason: string }>;

const HARMLESS: ReadonlySet<Decision> = new Set(["reject", "withdraw"]);
const SHORTEST_REASON = 10;
const OFFERED: Record<Restore["state"], readonly Decision[]> = {
  requested: ["approve", "reject", "withdraw"],
  rejected: [],
  cancelled: [],
  running: [],
  failed: ["undo"],
  succeeded: ["undo"],
  undoing: [],
  undone: [],
};

/** It ended, and did not bring what was wanted: the way on is another point. */
const WITHOUT: ReadonlySet<Restore["state"]> = new Set(["failed", "cancelled", "rejected", "undone"]);

/** What can be done about a restore, with the reason where it cannot. */
export function Acts({ restore }: { restore: Restore }) {
  const { state, source, target, change } = restore;
  const offered = OFFERED[state];
  return (
    <div className="stack-2">
      {offered.map((decision) => (
        <Act key={decision} restore={restore} decision={decision} />
      ))}
      {change === null && WITHOUT.has(state) ? (
        <p>
          <Link href={`/restore?environment=${target.id}&source=${source.id}`}>Choose another point</Link>
        </p>
      ) : null}
      <button type="button" className="btn quiet" onClick={() => window.print()}>
        Print
      </button>
    </div>
  );
}

function Act({ restore, decision }: { restore: Restore; decision: Decision }) {
  const [asked, setAsked] = useState(false);
  const mutation = useDecideRestore(restore, decision);
  const can = restore.can[decision];
  const words = ACTS[decision];
  const ask = () => {
    mutation.reset();
    setAsked(true);
  };
  return (
    <>
      <Button
        wide
        variant={HARMLESS.has(decision) ? "plain" : "danger"}
        disabledReason={can.allowed ? null : can.reason}
        onClick={ask}
      >
        {words.label}
      </Button>
      {can.allowed ? null : <p className="small">{can.reason}</p>}
      {asked ? (
        <ConfirmWithReason
          title={words.title}
          effect={<Effect restore={restore} decision={decision} />}
          confirmLabel={words.label.replace("…", "")}
          danger={!HARMLESS.has(decision)}
          reasonLabel={words.reason}
          shortestReason={SHORTEST_REASON}
          busy={mutation.isPending}
          error={mutation.error}
          failed="It was not done."
          onConfirm={(text) => mutation.mutate(text, { onSuccess: () => setAsked(false) })}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}

function Effect({ restore, decision }: { restore: Restore; decision: Decision }) {
  const { target, lossSentence, change } = restore;
  if (decision === "undo") return <UndoEffect restore={restore} />;
  if (decision === "reject") return "Nothing is exchanged; the requester reads your reason.";
  if (decision === "withdraw") return "Nothing is exchanged. Whoever still wants it asks anew.";
  const what = change === null ? "its data are exchanged" : "its release and its data go back together";
  return `It starts at once: the door of ${target.name} closes, and ${what}. Lost, as counted when it was asked for: ${lossSentence}.`;
}

/** An undo loses something too: what was written since the restore ended. */
function UndoEffect({ restore: { target, finishedAt } }: { restore: Restore }) {
  const { data: loss, error } = useLoss(target.id, finishedAt);
  const lost = error ? "nobody knows how much" : loss === undefined ? "being counted" : lossWords(loss);
  return (
    <>
      {target.name} gets the data from before the restore back; visitors see the maintenance page meanwhile.
      What was written since <TimeInZone at={finishedAt ?? ""} zone={target.timeZone} form="second" /> is put
      aside: <b>{lost}</b>.
    </>
  );
}
