import type { WindowFacts } from "../calendar/facts";
import { nextOpenStretch } from "../calendar/opening";
import { fitOf, neededSeconds, type WindowFit, type WindowNeed } from "../calendar/window-fit";
import { spokenSeconds } from "../operation/sentence";
import { momentIn } from "../shared/moment";
import { askedAt, type CalendarQuestion, calendarAsked } from "./calendar";
import type { Gate } from "./gate";

const ID = "window_fit";
const TITLE = "Fits into the window";

export type FitQuestion = CalendarQuestion & { window: WindowFacts };

/** How the change lies in the open time it would start in; null when nothing is known of either. */
export function windowFitOf(question: FitQuestion): WindowFit | null {
  const { need } = question.window;
  if (need === null || question.moment === "resume") return null;
  const stretch = nextOpenStretch(calendarAsked(question), askedAt(question));
  return stretch === null ? null : fitOf(need, stretch);
}

/**
 * Requirement M3: what a change needs, the way back included, fits into what is left of the open time, or into the next
 * one while it waits. How strictly is the tier's policy; while one drafts, and for time that is not chosen yet, it only
 * warns. What has started is not asked again: stopping it half-way would make it longer.
 */
export function windowFits(question: FitQuestion): Gate {
  const { settings, need } = question.window;
  const pass = (fact: string): Gate => ({ id: ID, title: TITLE, verdict: "pass", fact, remedy: null });
  if (question.moment === "resume") return pass("It has started: how long it needs was asked then.");
  if (need === null) return pass("Nothing in the calendar ends the time it may take.");
  if (settings.gate === "off") return pass("This tier does not ask for it.");
  const fit = windowFitOf(question);
  if (fit === null) return pass("No open time is in sight that it could be held against.");
  const clock = (time: Date) => momentIn(time, question.environment.timeZone);
  const needs = needSentence(need, question.environment.timeZone);
  if (fit.closesAt === null || fit.leftSeconds === null) return pass(`${needs} Nothing closes in sight.`);
  const left = `${spokenSeconds(fit.leftSeconds)} ${fit.startsAt > question.now ? "are there" : "are left"} until ${clock(fit.closesAt)}`;
  const margin = settings.marginMinutes * 60;
  const missing = neededSeconds(need) + margin - fit.leftSeconds;
  if (missing <= 0) return pass(`${needs} ${left}.`);
  const spare = margin === 0 ? "" : ` with ${spokenSeconds(margin)} to spare`;
  return {
    id: ID,
    title: TITLE,
    verdict: settings.gate === "block" && isDue(question) ? "fail" : "warn",
    fact: `${needs} Only ${left}: ${spokenSeconds(missing)} are missing${spare}.`,
    remedy: "Start earlier in a window or in a longer one, or make the change smaller.",
    // How much is missing grows while one waits; what it needs, and what ends its time, do not.
    grounds: [`needs ${neededSeconds(need)} until ${fit.closesAt.toISOString()}`],
  };
}

/** Whether the time is the one it would start at: now, or a planned start that is to be approved. */
function isDue(question: FitQuestion): boolean {
  if (question.moment === "start") return true;
  return question.moment === "approve" && askedAt(question) > question.now;
}

/** How the work's duration is known, in words. */
export function needSource({ source }: WindowNeed, zone: string): string {
  switch (source.kind) {
    case "rehearsed":
      return `as rehearsed on ${source.where}, ${momentIn(source.at, zone)}`;
    case "history":
      return `as nine of ten of the last ${source.runs} deployments there took no longer`;
    case "plan":
      return "as its plan expects";
  }
}

/** What it needs and how that is known, in a sentence. */
export const needSentence = (need: WindowNeed, zone: string): string =>
  `It needs ${spokenSeconds(neededSeconds(need))}: ${spokenSeconds(need.runSeconds)} of work (${needSource(need, zone)}), ${spokenSeconds(need.verificationSeconds)} of checks and watching, ${spokenSeconds(need.rollbackSeconds)} to go back.`;
