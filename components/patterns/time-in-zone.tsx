"use client";

import { useNow, useReaderZone } from "@/components/patterns/clock";
import { durationText, type MomentStyle, momentText, relativeText } from "@/lib/client/time-text";

type TimeInZoneProps = { at: string; zone: string; form?: MomentStyle };

/** A moment on the plant's clock with its zone; the reader's own clock and UTC on hover. */
export function TimeInZone({ at, zone, form = "minute" }: TimeInZoneProps) {
  const reader = useReaderZone();
  const moment = Date.parse(at);
  const shown = momentText(moment, zone, form);
  return (
    <time className="time-in-zone" dateTime={at} title={otherClocks(moment, reader)} suppressHydrationWarning>
      {shown.text} <span className="z">{shown.zone}</span>
    </time>
  );
}

/** How long ago, with the exact moment on hover. */
export function RelativeTime({ at, zone }: { at: string; zone: string }) {
  const now = useNow(5_000);
  const exact = momentText(Date.parse(at), zone, "second");
  return (
    <time className="nb" dateTime={at} title={`${exact.text} ${exact.zone}`} suppressHydrationWarning>
      {relativeText(Date.parse(at), now)}
    </time>
  );
}

/** From `from` to `to` in words; counts on while `to` is null. */
export function Elapsed({ from, to }: { from: string; to: string | null }) {
  return to === null ? (
    <Running from={from} />
  ) : (
    <span>{durationText(Date.parse(to) - Date.parse(from))}</span>
  );
}

function Running({ from }: { from: string }) {
  const now = useNow();
  return <span suppressHydrationWarning>{durationText(now - Date.parse(from))}</span>;
}

function otherClocks(moment: number, reader: string | null): string {
  const utc = momentText(moment, "UTC", "second");
  if (reader === null) return `${utc.text} UTC`;
  const own = momentText(moment, reader, "second");
  return `your time ${own.text} ${own.zone} · ${utc.text} UTC`;
}
