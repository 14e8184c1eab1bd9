"use client";

import { HoldNotice } from "@/components/hold/hold-notice";
import { messages } from "@/components/hold/messages";
import { useHoldEnd } from "@/components/hold/use-holds";
import { useReader } from "@/components/patterns/reader";
import type { Hold } from "@/lib/contracts/api/resources/hold";

type StandingHoldsProps = { holds: readonly Hold[]; more: boolean };

/** What stands still and why, on a page about many places: above everything else while any hold stands. */
export function StandingHolds({ holds, more }: StandingHoldsProps) {
  const reader = useReader();
  const [next] = holds.map(({ until }) => until).sort();
  useHoldEnd(next);
  if (holds.length === 0) return null;
  return (
    <section className="receipt stack-2" aria-label={messages.held}>
      {holds.map((hold) => (
        <HoldNotice key={hold.id} hold={hold} zone={hold.timeZone ?? reader.timeZone} ofMany />
      ))}
      <p className="small sub">
        {messages.effect} {more ? messages.moreHere : null}
      </p>
    </section>
  );
}
