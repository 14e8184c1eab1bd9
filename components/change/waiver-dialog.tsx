"use client";

import { useState } from "react";
import { messages as text } from "@/components/change/governance-messages";
import { useGovernance } from "@/components/change/use-governance";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { ErrorState } from "@/components/patterns/error-state";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { Glyph } from "@/components/ui/glyph";
import type { Change } from "@/lib/contracts/api/resources/change";
import type { Waiver } from "@/lib/contracts/api/resources/governance";

const DAYS = [1, 2, 3, 5, 7] as const;
const DAY_MS = 86_400_000;
const SHORTEST = 10;

/** Below the gates: what was let pass by whom, and what could be. Nothing where there is neither. */
export function Waivers({ change }: { change: Change }) {
  const { waivers, waivable, can } = change.governance;
  const [asked, setAsked] = useState<string | null>(null);
  const mutation = useGovernance(change, () => setAsked(null));
  const asking = new Set(
    waivers.filter(({ state }) => state === "asked" || state === "standing").map(({ gateId }) => gateId),
  );
  const open = change.gates.filter(({ id }) => waivable.includes(id) && !asking.has(id));
  if (waivers.length === 0 && open.length === 0) return null;
  const gate = open.find(({ id }) => id === asked);
  return (
    <div className="stack-2 pad-top">
      {mutation.error && gate === undefined ? <ErrorState error={mutation.error} what={text.failed} /> : null}
      {waivers.length === 0 ? null : (
        <ul className="people" aria-label={text.waivers}>
          {waivers.map((waiver) => (
            <WaiverLine key={waiver.id} waiver={waiver} change={change} mutation={mutation} />
          ))}
        </ul>
      )}
      <div className="row-tags">
        {open.map(({ id, title }) => (
          <Button
            key={id}
            disabledReason={can.waive.allowed ? null : can.waive.reason}
            onClick={() => setAsked(id)}
          >
            {text.waive(title)}
          </Button>
        ))}
      </div>
      {gate === undefined ? null : (
        <WaiverDialog gate={gate} mutation={mutation} onClose={() => setAsked(null)} />
      )}
    </div>
  );
}

type Mutation = ReturnType<typeof useGovernance>;

function WaiverLine({ waiver, change, mutation }: { waiver: Waiver; change: Change; mutation: Mutation }) {
  const zone = change.environment.timeZone;
  const names = [waiver.askedBy.name, waiver.confirmedBy?.name].filter(Boolean).join(" and ");
  const { confirm, withdraw } = waiver.can;
  return (
    <li>
      <Glyph tone={waiver.state === "standing" ? "warn" : waiver.state === "asked" ? "wait" : "unknown"} />
      <span className="strong">{waiver.gateTitle}</span>
      <span className="t2">
        {text.waiverStates[waiver.state]}, {names}: {waiver.reason} ({text.waiverUntil}{" "}
        <TimeInZone at={waiver.expiresAt} zone={zone} />)
        {waiver.state === "outgrown" ? ` ${text.waiverSaw(waiver.gateFact)}` : null}
      </span>
      <span className="row-tags">
        {waiver.state === "asked" ? (
          <Button
            disabledReason={confirm.allowed ? null : confirm.reason}
            onClick={() => mutation.mutate({ act: "confirm_waiver", waiverId: waiver.id })}
          >
            {text.confirm}
          </Button>
        ) : null}
        {withdraw.allowed ? (
          <Button onClick={() => mutation.mutate({ act: "withdraw_waiver", waiverId: waiver.id })}>
            {text.withdraw}
          </Button>
        ) : null}
      </span>
    </li>
  );
}

type DialogProps = { gate: Change["gates"][number]; mutation: Mutation; onClose: () => void };

function WaiverDialog({ gate, mutation, onClose }: DialogProps) {
  const [days, setDays] = useState("1");
  return (
    <ConfirmWithReason
      title={text.waiveTitle(gate.title)}
      effect={`${gate.fact} ${text.waiveEffect}`}
      confirmLabel={text.waiveConfirm}
      reasonLabel={text.waiveReason}
      shortestReason={SHORTEST}
      busy={mutation.isPending}
      error={mutation.error}
      failed={text.failed}
      onConfirm={(reason) => {
        // A minute less than whole days: the server's clock may be a little behind this one.
        const expiresAt = new Date(Date.now() + Number(days) * DAY_MS - 60_000).toISOString();
        mutation.mutate({ act: "ask_waiver", gateId: gate.id, text: reason, expiresAt });
      }}
      onClose={onClose}
    >
      <SelectField
        label={text.waiveDays}
        value={days}
        choices={DAYS.map((count) => ({
          value: String(count),
          label: count === 1 ? "1 day" : `${count} days`,
        }))}
        onChange={(event) => setDays(event.target.value)}
      />
    </ConfirmWithReason>
  );
}
