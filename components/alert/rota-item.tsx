"use client";

import { useState } from "react";
import { useAlerting } from "@/components/alert/use-alerting";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import type { Rota } from "@/lib/contracts/api/resources/alert";

/** One rota: who is on call now and who comes next. */
export function RotaItem({ rota, onEdit }: { rota: Rota; onEdit: () => void }) {
  const [asked, setAsked] = useState(false);
  const mutation = useAlerting(() => setAsked(false));
  const { name, tenant, timeZone, weeks, can } = rota;
  const reason = can.edit.allowed ? null : can.edit.reason;
  return (
    <li>
      <div className="alert-what">
        <strong>{name}</strong>, {tenant?.name ?? "every tenant"}
        {weeks.map(({ person, from, until }, index) => (
          <p className="t2" key={from}>
            {index === 0 ? <b>{person.name} now</b> : person.name}, until{" "}
            <TimeInZone at={until} zone={timeZone} />
          </p>
        ))}
      </div>
      <div className="alert-do several">
        <Button disabledReason={reason} onClick={onEdit}>
          Edit<span className="sr"> {name}</span>
        </Button>
        <Button disabledReason={reason} onClick={() => setAsked(true)}>
          Remove<span className="sr"> {name}</span>
        </Button>
      </div>
      {asked ? (
        <ConfirmWithReason
          title={`Remove ${name}?`}
          effect="Nobody is on call by it any more."
          confirmLabel="Remove the rota"
          reasonLabel={null}
          busy={mutation.isPending}
          error={mutation.error}
          failed="The rota was not removed."
          onConfirm={() => mutation.mutate({ act: "remove_rota", rotaId: rota.id, version: rota.version })}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </li>
  );
}
