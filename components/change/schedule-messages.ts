import { durationText } from "@/lib/client/time-text";
import type { WindowFit } from "@/lib/contracts/api/resources/change-schedule";

const span = (seconds: number) => durationText(seconds * 1_000);

/** What the section about a change's time says. */
export const messages = {
  title: "When",
  openShort: "open now",
  closedShort: "closed",
  untilShort: " until ",
  fitsShort: ", it fits",
  fitsNotShort: ", it does not fit",
  openNow: "The calendar lets it start now.",
  closedNow: "The calendar does not let it start now.",
  closedEmergency: "The calendar is closed now; an emergency starts all the same, and owes it.",
  opens: "Next opening that is long enough: ",
  neverOpens: "No opening that is long enough is in sight.",
  waits: (by: string, atNextOpening: boolean) =>
    `Scheduled by ${by}${atNextOpening ? " for the next opening" : ""}. It starts by itself on `,
  ends: " If nothing lets it through, it goes back to approved on ",
  refused: (attempts: number) =>
    `Woken ${attempts === 1 ? "once" : `${attempts} times`}, and it did not start: `,
  waitsInShort: (free: boolean) =>
    free
      ? "It starts by itself when its time comes; every gate is asked again then."
      : "It would not start when its time comes: what stands in its way then is below.",
  asked: "Every gate is asked again then, and whether who scheduled it may still start it.",
  schedule: "Schedule",
  start: "Schedule its start",
  another: "Choose another time",
  unschedule: "Take off the schedule",
  calendar: "Calendar",
  failed: "The change was not scheduled.",
  failedOff: "The change was not taken off the schedule.",
  fit: {
    work: "Work",
    verification: "Checks and watching",
    rollback: "Way back",
    margin: "To spare",
    from: "Open from ",
    until: " to ",
    closedBy: (by: string | null) => (by === null ? "" : `: ${by} then`),
    noEnd: "Nothing closes in sight.",
  },
  dialog: {
    title: (number: string) => `Schedule ${number}`,
    effect:
      "It starts by itself, as if you started it then. You can take it off the schedule until it starts.",
    when: "When",
    opening: "At the next opening",
    chosen: "At a chosen time",
    openNow: "The calendar is open now: it starts within moments.",
    opensAt: "The calendar opens on ",
    none: "No opening that is long enough is in sight.",
    time: (zone: string) => `Time (${zone})`,
    timeHint: "On the plant's clock.",
    timeProblem: "Choose a day and a time.",
    cancel: "Cancel",
    confirm: "Schedule",
  },
} as const;

export const needed = (fit: WindowFit): number =>
  fit.runSeconds + fit.verificationSeconds + fit.rollbackSeconds;

/** The bar in words, for those who do not see it and for all others below it. */
export function fitWords(fit: WindowFit): string {
  const needs = `Needs ${span(needed(fit))}${fit.marginSeconds > 0 ? ` and ${span(fit.marginSeconds)} to spare` : ""}`;
  if (fit.leftSeconds === null) return `${needs}; nothing closes in sight.`;
  const spare = fit.leftSeconds - needed(fit) - fit.marginSeconds;
  return spare >= 0
    ? `${needs} of ${span(fit.leftSeconds)}: it fits, ${span(spare)} are left.`
    : `${needs} of ${span(fit.leftSeconds)}: ${span(-spare)} are missing.`;
}
