"use client";

import { useNow } from "@/components/patterns/clock";
import { useReader } from "@/components/patterns/reader";
import { Glyph } from "@/components/ui/glyph";
import { useLiveState } from "@/lib/client/live-events";
import { momentText } from "@/lib/client/time-text";

/** Whether the page follows events now, and the reader's clock. A lost connection says since when. */
export function LiveIndicator() {
  const live = useLiveState();
  const { timeZone } = useReader();
  const now = useNow(1_000);
  const clock = momentText(now, timeZone, "minute");
  if (live.kind === "lost") {
    const since = momentText(live.since, timeZone, "clock-second");
    return (
      <span className="live lost" role="status">
        <Glyph tone="warn" small />
        Not live since {since.text} <span className="hide">· trying again</span>
      </span>
    );
  }
  return (
    <span className="live" role="status">
      <Glyph tone={live.kind === "live" ? "good" : "wait"} small />
      {live.kind === "live" ? "Live" : "Connecting"}
      <span className="hide" aria-hidden="true" suppressHydrationWarning>
        · {clock.text} <span className="z">{clock.zone}</span>
      </span>
    </span>
  );
}
