import type { ChangeState } from "./state";

/** Why a change went as it went, in a list that can be counted. */
export const REVIEW_CAUSES = [
  "none",
  "untested_case",
  "environment_differed",
  "data_unexpected",
  "dependency_failed",
  "plan_incomplete",
  "communication_missed",
  "human_error",
  "other",
] as const;
export type ReviewCause = (typeof REVIEW_CAUSES)[number];

export const CAUSE_NAMES = {
  none: "Nothing went wrong",
  untested_case: "A case nobody tested",
  environment_differed: "The environment differed",
  data_unexpected: "Unexpected data",
  dependency_failed: "Something it depends on failed",
  plan_incomplete: "The plan was incomplete",
  communication_missed: "Somebody was not told",
  human_error: "A slip by hand",
  other: "Something else",
} as const satisfies Record<ReviewCause, string>;

export const REVIEW_OUTCOMES = ["as_planned", "with_trouble", "did_harm"] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

export const OUTCOME_NAMES = {
  as_planned: "Went as planned",
  with_trouble: "With trouble",
  did_harm: "Did harm",
} as const satisfies Record<ReviewOutcome, string>;

const ENDED: readonly ChangeState[] = ["succeeded", "rolled_back", "failed"];

export type ReviewGround = {
  state: ChangeState;
  emergency: boolean;
  personId: string;
  authorIds: readonly string[];
  /** Everybody who gave an approval that counted, and whose right was used for it. */
  approverIds: readonly string[];
  /** Who started it; null where nobody did. */
  starterId: string | null;
};

/** Null when the person may settle what an emergency owes: whoever wrote it does not say that it is done. */
export const debtRefusal = (personId: string, authorIds: readonly string[]): string | null =>
  authorIds.includes(personId) ? "You wrote this emergency: somebody else settles what it owes." : null;

/** Null when the person may review the change now. An emergency is looked at by somebody who had no part in it. */
export function reviewRefusal({
  state,
  emergency,
  personId,
  authorIds,
  approverIds,
  starterId,
}: ReviewGround): string | null {
  if (state === "reviewed" || state === "closed") return "It is reviewed already.";
  if (!ENDED.includes(state)) return "A change is reviewed once it has ended.";
  if (!emergency) return null;
  if (authorIds.includes(personId)) return "You wrote this emergency: somebody else reviews it.";
  if (approverIds.includes(personId)) return "You approved this emergency: somebody else reviews it.";
  if (starterId === personId) return "You started this emergency: somebody else reviews it.";
  return null;
}

/** Null when the change may be closed, else what is missing. */
export function closeRefusal(state: ChangeState, open: { actions: number; debts: number }): string | null {
  if (state === "closed") return "It is closed.";
  if (state !== "reviewed") return "A change is closed once it is reviewed.";
  if (open.actions > 0)
    return open.actions === 1 ? "One action is not done yet." : `${open.actions} actions are not done yet.`;
  if (open.debts > 0)
    return open.debts === 1
      ? "One thing the emergency owes is open."
      : `${open.debts} things the emergency owes are open.`;
  return null;
}

/** Causes that contradict each other: nothing went wrong, and something did. Null when they do not. */
export function causesProblem(outcome: ReviewOutcome, causes: readonly ReviewCause[]): string | null {
  if (causes.includes("none") && causes.length > 1)
    return "Either nothing went wrong, or name what did: not both.";
  if (causes.includes("none") && outcome === "did_harm") return "Harm has a cause: name it.";
  return null;
}

/** Words an emergency's review has at least, in characters: it is what its debt is paid with. */
const SHORTEST_STORY = 10;

export type ReviewWritten = {
  outcome: ReviewOutcome;
  causes: readonly ReviewCause[];
  wentWell: string;
  wentBadly: string;
  causeText: string;
};

/** What in a review does not go with how the change ended, by its field; null when everything does. */
export function reviewProblem(
  { state, emergency }: Pick<ReviewGround, "state" | "emergency">,
  written: ReviewWritten,
): { path: "outcome" | "causes" | "wentBadly"; message: string } | null {
  const missed = state === "rolled_back" || state === "failed";
  if (missed && written.outcome === "as_planned")
    return { path: "outcome", message: "It did not succeed: that is not as planned." };
  if (missed && written.causes.includes("none"))
    return { path: "causes", message: "It did not succeed, and that has a cause: name it." };
  const story = [written.wentWell, written.wentBadly, written.causeText].join("").trim();
  if (emergency && story.length < SHORTEST_STORY)
    return {
      path: "wentBadly",
      message: `Say in at least ${SHORTEST_STORY} characters what went well or badly: an emergency is reviewed in words.`,
    };
  return null;
}
