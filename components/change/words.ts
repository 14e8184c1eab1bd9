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

/** What a change waits for, in one line of a list; of gates nobody has asked yet it says nothing. */
export function waitingText(change: ChangeBrief): string {
  const { gatesFailing } = change;
  const gates = (none: string, where = ""): string =>
    gatesFailing === null ? "" : gatesFailing === 0 ? `; ${none}` : `; ${gatesText(gatesFailing)}${where}`;
  switch (change.state) {
    case "draft":
      return `Draft${gates("ready to submit")}.`;
    case "submitted":
    case "in_review":
      return `Waits for a decision${gates("no gate stops it")}.`;
    case "scheduled":
      return `Scheduled${gates("it starts by itself", " for that time")}.`;
    case "approved":
      return `Approved${gates("can be started", " from starting")}.`;
    default:
      return change.reviewDueAt === null ? change.outcome : `${reviewText(change)} ${change.outcome}`;
  }
}

const gatesText = (failing: number): string =>
  failing === 1 ? "1 gate stops it" : `${failing} gates stop it`;

const reviewText = ({ reviewOverdue }: ChangeBrief): string =>
  reviewOverdue
    ? "Emergency; its review is overdue, and until it is written no other change goes there."
    : "Emergency; its review is due.";
