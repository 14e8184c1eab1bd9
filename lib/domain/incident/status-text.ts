import { momentIn } from "../shared/moment";
import { listed } from "../shared/words";

/** What a tenant's people are told of an incident, in the order in which it goes on. */
export const STATUS_MOMENTS = ["noticed", "found", "mitigated", "over"] as const;
export type StatusMoment = (typeof STATUS_MOMENTS)[number];

export const STATUS_MOMENT_NAMES: Readonly<Record<StatusMoment, string>> = {
  noticed: "We have noticed it",
  found: "We know why",
  mitigated: "You can work again",
  over: "It is over",
};

export const LONGEST_STATUS = 1_000;
const NAMED = 4;

export type StatusFacts = {
  /** What is wrong, as the incident says it. */
  title: string;
  sites: readonly string[];
  processes: readonly string[];
  startedAt: Date;
  resolvedAt: Date | null;
  zone: string;
};

const some = (names: readonly string[]): string =>
  names.length <= NAMED
    ? listed([...names])
    : `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more`;

const sentence = (text: string): string => {
  const plain = text.trim().replace(/[.!?]+$/, "");
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`;
};

/** A text to begin from, filled from the incident; whoever publishes it makes it theirs. */
export function statusTemplate(moment: StatusMoment, facts: StatusFacts): string {
  const { title, sites, processes, startedAt, resolvedAt, zone } = facts;
  const where = sites.length === 0 ? "" : ` Concerned: ${some(sites)}.`;
  const what = processes.length === 0 ? "" : ` It affects ${some(processes)}.`;
  const since = momentIn(startedAt, zone);
  switch (moment) {
    case "noticed":
      return `${sentence(title)} We see it since ${since} and work on it.${where}${what} We tell you more within 30 minutes.`;
    case "found":
      return `${sentence(title)} We know why and mend it.${where} Until then please go on by your fallback. We tell you when you can work as usual.`;
    case "mitigated":
      return `You can work again.${where} The cause is not mended yet, so it may be slower than usual. We tell you when it is over.`;
    case "over":
      return `It is over${resolvedAt === null ? "" : ` since ${momentIn(resolvedAt, zone)}`}: you can work as usual. It began ${since}. We look into why and how to keep it from coming back.`;
  }
}

/** The text that fits how an incident stands. */
export function momentFor(state: string): StatusMoment {
  if (state === "open") return "noticed";
  return state === "mitigated" ? "mitigated" : "over";
}

/** How a tenant's people are told an incident stands; what comes after its end is nobody's but ours. */
export const STATUS_WORDS = { open: "Not working", mitigated: "Working again", over: "Over" } as const;
export type StatusStanding = keyof typeof STATUS_WORDS;

export const standingOf = (state: string): StatusStanding =>
  state === "open" || state === "mitigated" ? state : "over";
