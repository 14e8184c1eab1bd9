import { type AlertRecord, returned } from "./record";
import { REOPEN_MS } from "./state";

/** Why an alert is not told now, and when to look again at the latest. */
export type Silenced = { reason: string; until: Date };

/** What is to be done with an alert that wants to be told. */
export type Telling = {
  alert: AlertRecord;
  /** raised: tell those of its routes. over: tell the same that it has ended. */
  tell: "raised" | "over" | null;
};

/**
 * The next look at one alert: tells what is pending unless something silences it, and tells the end of what was told
 * once it can no longer come back as the same alert. One that a silence held back is open again, whoever had it.
 */
export function look(alert: AlertRecord, silenced: Silenced | null, now: Date): Telling {
  if (alert.state === "resolved") return lookAtEnd(alert, now);
  if (!alert.pending || alert.recheckAt > now) return { alert, tell: null };
  if (silenced !== null)
    return {
      alert: { ...alert, silenceReason: silenced.reason, recheckAt: silenced.until },
      tell: null,
    };
  const open = alert.silenceReason === null ? alert : returned(alert);
  return {
    alert: {
      ...open,
      ...{ pending: false, silenceReason: null, announced: alert.announced + 1, announcedAt: now },
    },
    tell: "raised",
  };
}

function lookAtEnd(alert: AlertRecord, now: Date): Telling {
  const settled = alert.resolvedAt !== null && now.getTime() - alert.resolvedAt.getTime() > REOPEN_MS;
  if (!settled || alert.endTold) return { alert, tell: null };
  return { alert: { ...alert, endTold: true }, tell: alert.announced > 0 ? "over" : null };
}

/** Holds an alert back until the silence ends: then it is told again, if it still stands. */
export const heldBack = (alert: AlertRecord, silence: Silenced): AlertRecord =>
  alert.state === "resolved"
    ? alert
    : { ...alert, pending: true, silenceReason: silence.reason, recheckAt: silence.until };
