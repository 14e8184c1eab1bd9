import type { Change, ChangeActions } from "@/lib/contracts/api/resources/change";
import type { ChangeState } from "@/lib/domain/change/state";

/** Scheduling has a section of its own. */
export type ChangeAction = Exclude<keyof ChangeActions, "schedule" | "unschedule"> | "ask";

/** What the server says of an action. */
export const mayDo = (change: Change, action: ChangeAction): ChangeActions["approve"] =>
  action === "ask" ? change.governance.can.requestChanges : change.can[action];

/** Which actions a page offers in each state, the main one first. Whether they are allowed the server says. */
export const OFFERED: Record<ChangeState, readonly ChangeAction[]> = {
  draft: ["submit", "edit", "cancel"],
  submitted: ["approve", "ask", "reject", "revise", "cancel"],
  in_review: ["approve", "ask", "reject", "revise", "cancel"],
  approved: ["start", "revise", "cancel"],
  scheduled: ["start", "revise", "cancel"],
  in_progress: [],
  succeeded: [],
  rolled_back: [],
  failed: [],
  reviewed: [],
  closed: [],
  rejected: [],
  cancelled: [],
};
