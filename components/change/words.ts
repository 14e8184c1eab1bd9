import type { Tone } from "@/components/ui/glyph";
import type { ChangeBrief } from "@/lib/contracts/api/resources/change";
import type { ChangeState } from "@/lib/domain/change/state";
import type { DeployStrategy } from "@/lib/domain/operation/strategy";

export const CHANGE_WORDS: Record<ChangeState, { tone: Tone; word: string }> = {
  draft: { tone: "wait", word: "Draft" },
  submitted: { tone: "wait", word: "Submitted" },
  in_review: { tone: "wait", word: "In review" },
  approved: { tone: "good", word: "Approved" },
  scheduled: { tone: "good", word: "Scheduled" },
  in_progress: { tone: "running", word: "In progress" },
  succeeded: { tone: "good", word: "Succeeded" },
  rolled_back: { tone: "warn", word: "Rolled back" },
  failed: { tone: "bad", word: "Failed" },
  reviewed: { tone: "good", word: "Reviewed" },
  closed: { tone: "good", word: "Closed" },
  rejected: { tone: "bad", word: "Rejected" },
  cancelled: { tone: "unknown", word: "Cancelled" },
};

export const CLASS_WORDS: Record<ChangeBrief["class"], string> = {
  standard: "Standard",
  normal: "Normal",
  major: "Major",
  emergency: "Emergency",
};

/** How a release reaches the pods. */
export const STRATEGY_WORDS: Record<DeployStrategy, string> = {
  rolling: "One by one",
  canary: "Canary",
  recreate: "Behind a closed door",
};

/** What a change waits for, in one line of a list. */
export function waitingText(change: ChangeBrief): string {
  const gates = change.gatesFailing === 1 ? "1 gate stops it" : `${change.gatesFailing} gates stop it`;
  switch (change.state) {
    case "draft":
      return change.gatesFailing > 0 ? `Draft; ${gates}.` : "Draft; ready to submit.";
    case "submitted":
    case "in_review":
      return change.gatesFailing > 0
        ? `Waits for a decision; ${gates}.`
        : "Waits for a decision; no gate stops it.";
    case "scheduled":
      return change.gatesFailing > 0
        ? `Scheduled; ${gates} for that time.`
        : "Scheduled; it starts by itself.";
    case "approved":
      return change.gatesFailing > 0 ? `Approved; ${gates} from starting.` : "Approved; can be started.";
    default:
      return change.reviewDueAt === null ? change.outcome : `${reviewText(change)} ${change.outcome}`;
  }
}

const reviewText = ({ reviewOverdue }: ChangeBrief): string =>
  reviewOverdue
    ? "Emergency; its review is overdue, and until it is written no other change goes there."
    : "Emergency; its review is due.";
