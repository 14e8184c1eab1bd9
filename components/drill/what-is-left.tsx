"use client";

import Link from "next/link";
import { useState } from "react";
import { useClearDrill } from "@/components/drill/use-drills";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { Button } from "@/components/ui/button";
import type { Drill } from "@/lib/contracts/api/resources/drill";

/** After a failed tear-down: who is at it now or was last, and the way to try again. */
export function WhatIsLeft({ drill }: { drill: Drill }) {
  const [asked, setAsked] = useState(false);
  const mutation = useClearDrill(drill);
  const { can, clearing, number, namespace, cluster } = drill;
  if (drill.state === "running" || (drill.tornDown !== false && clearing === null)) return null;
  const close = () => {
    setAsked(false);
    mutation.reset();
  };
  return (
    <>
      {clearing === null ? null : (
        <p className="prose">
          <Link className="mono" href={`/operations/${clearing.id}`}>
            {clearing.shortId}
          </Link>
          : {clearing.sentence}
        </p>
      )}
      {drill.tornDown === false ? (
        <Button disabledReason={can.clear.allowed ? null : can.clear.reason} onClick={() => setAsked(true)}>
          Try to remove it again…
        </Button>
      ) : null}
      {asked ? (
        <ConfirmWithReason
          title={`Remove what ${number} left?`}
          effect={
            <>
              Namespace <span className="mono">{namespace}</span> on {cluster.name} is removed with its pods,
              files and keys, and the drill's database is dropped. The environment is not touched, and the
              verdict of the drill stays as it is.
            </>
          }
          confirmLabel="Remove it"
          reasonLabel="Why it can work now"
          busy={mutation.isPending}
          error={mutation.error}
          failed="Nothing was started."
          onConfirm={(reason) => mutation.mutate(reason, { onSuccess: close })}
          onClose={close}
        />
      ) : null}
    </>
  );
}
