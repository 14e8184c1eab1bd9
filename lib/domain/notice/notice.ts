import { ROLE_ACTIONS, ROLES, type Role } from "../access/roles";
import { KIND_NOUNS } from "../operation/name";
import { spokenSeconds } from "../operation/sentence";
import type { OperationState } from "../operation/state";
import { cutText } from "../shared/plain-text";

/** More people than this are not told of one thing at once; who comes first is decided by name. */
export const MOST_TOLD = 500;
/** What somebody was told is kept this long, in days. */
export const NOTICE_DAYS = 90;

/** Who works with an environment and is told what happens to it. */
export const CONCERNED_ROLES = ["plant_it", "support", "release_manager"] as const satisfies readonly Role[];

/** Who can answer an operation that asks. */
export const ANSWERING_ROLES: readonly Role[] = ROLES.filter((role) =>
  (ROLE_ACTIONS[role] as readonly string[]).includes("operation.continue"),
);

/** Why a notice was written: once per operation, occasion and person. */
export type NoticeOccasion =
  | "notify"
  | "ended"
  | `question:${string}`
  | `restore:${string}`
  | `scratch:${string}`
  | `train:${string}`
  | `change:${string}`
  | `review:${string}`
  | `finding:${string}`
  | `template:${string}`
  | `calendar:${string}`
  | `alert:${string}`
  | `incident:${string}`
  | `elevation:${string}`;

export type NoticeWords = { title: string; text: string };

type Where = { tenant: string; environment: string };

export type PlannedFacts = Where & {
  release: string;
  previousRelease: string | null;
  change: { number: string; title: string; communication: string } | null;
  strategy: "rolling" | "canary" | "recreate" | null;
  /** Seconds the ERP is expected to be closed; null when nothing like it ran here yet. */
  closedSeconds: number | null;
};

const MOST_PLAN_TEXT = 1_500;
const placeOf = ({ tenant, environment }: Where) => `${tenant}, ${environment}`;

function effectOf({ strategy, closedSeconds }: PlannedFacts): string {
  if (strategy === "recreate") {
    const howLong =
      closedSeconds === null
        ? "how long is not known, since nothing like it ran here before"
        : `for about ${spokenSeconds(closedSeconds)}, going by earlier times`;
    return `The ERP is closed meanwhile, ${howLong}.`;
  }
  return strategy === "canary"
    ? "The ERP stays open; a part of the requests meets the new release first."
    : "The ERP stays open; its pods are replaced one after the other.";
}

/** What the people concerned read before a deployment touches anything. */
export function plannedNotice(facts: PlannedFacts): NoticeWords {
  const { change, release, previousRelease } = facts;
  const from = previousRelease === null ? "" : ` (now: ${previousRelease})`;
  const parts = [
    change === null ? "" : `${change.number}: ${change.title}.`,
    `${release} is being deployed${from}.`,
    effectOf(facts),
    change === null ? "" : cutText(change.communication.trim(), MOST_PLAN_TEXT),
  ];
  return {
    title: `${placeOf(facts)}: ${release} is being deployed`,
    text: parts.filter((part) => part !== "").join(" "),
  };
}

/** What those who may answer read when an operation waits for one of them. */
export function questionNotice(
  facts: Where & { kind: keyof typeof KIND_NOUNS; reason: string },
): NoticeWords {
  return {
    title: `${placeOf(facts)}: a ${KIND_NOUNS[facts.kind]} waits for an answer`,
    text: facts.reason,
  };
}

type EndedFacts = Where & {
  kind: keyof typeof KIND_NOUNS;
  state: Extract<OperationState, "succeeded" | "failed" | "rolled_back" | "cancelled">;
  needsAttention: boolean;
  sentence: string;
};

/** Whether anybody hears of an end by a notice: not of one that went as planned. */
export const isEndTold = ({ state, needsAttention }: Pick<EndedFacts, "state" | "needsAttention">): boolean =>
  state !== "succeeded" && (state !== "cancelled" || needsAttention);

/** What people read when an operation did not end as planned; null when it did, or when a person ended it untouched. */
export function endedNotice(facts: EndedFacts): NoticeWords | null {
  const { state, needsAttention, kind } = facts;
  if (!isEndTold(facts)) return null;
  const ended = state === "rolled_back" ? "was rolled back" : "failed";
  const what = needsAttention
    ? `the ${KIND_NOUNS[kind]} stopped, a person must look`
    : // These take nothing back: they remove what they made, whatever it showed.
      `the ${KIND_NOUNS[kind]} ${kind === "drill" || kind === "verify" ? "did not pass" : kind === "scratch" ? "was given up" : ended}`;
  return { title: `${placeOf(facts)}: ${what}`, text: facts.sentence };
}

/** What people read when a train stands still. */
export function haltedNotice(train: { number: string; title: string; sentence: string }): NoticeWords {
  return { title: `${train.number}, ${train.title}: the train is halted`, text: train.sentence };
}
