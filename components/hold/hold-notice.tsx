"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { LiftHold } from "@/components/hold/lift-hold";
import { messages } from "@/components/hold/messages";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Notice } from "@/components/ui/notice";
import type { Hold, HoldMark } from "@/lib/contracts/api/resources/hold";

type SentenceProps = { what: ReactNode; hold: HoldMark; zone: string };

/** Who holds what, until when on the clock of `zone`, and why. */
export function HoldSentence({ what, hold, zone }: SentenceProps) {
  return (
    <>
      <span className="strong">{what}</span> {messages.by(hold.owner.name)}{" "}
      <TimeInZone at={hold.until} zone={zone} />: {hold.reason}
    </>
  );
}

type HoldNoticeProps = {
  hold: Hold;
  /** The clock of the place one looks at; a hold's own where one looks at many. */
  zone: string;
  /** On a page about many places: says first that the line stands, and leads to the place. */
  ofMany?: boolean;
};

/** A standing hold with the way to lift it. */
export function HoldNotice({ hold, zone, ofMany = false }: HoldNoticeProps) {
  return (
    <Notice tone="warn" action={<LiftHold hold={hold} />}>
      {ofMany ? <b>{messages.stopTheLine} </b> : null}
      <HoldSentence
        what={ofMany ? <Covered hold={hold} /> : messages.covered(hold)}
        hold={hold}
        zone={zone}
      />
    </Notice>
  );
}

function Covered({ hold }: { hold: Hold }) {
  const { environment, tenant } = hold;
  const name = messages.covered(hold);
  if (environment) return <Link href={`/environments/${environment.id}`}>{name}</Link>;
  return tenant ? <Link href={`/tenants/${tenant.id}`}>{name}</Link> : name;
}
