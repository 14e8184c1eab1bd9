import type { Change, ChangeActions } from "@/lib/contracts/api/resources/change";
import type { ChangeState } from "@/lib/domain/change/state";

/** Scheduling asks for a time, and moves by its own command. */
export type ChangeAction = Exclude<keyof ChangeActions, "schedule" | "unschedule"> | "approve_now" | "ask";

/** What the server says of an action. */
export const mayDo = (change: Change, action: ChangeAction): ChangeActions["approve"] =>
  action === "ask"
    ? change.governance.can.requestChanges
    : action === "approve_now"
      ? change.governance.can.approveAndStart
      : change.can[action];

/** Which actions a page offers, the main one first. Whether they are allowed the server says. */
export function offeredFor(change: Change): readonly ChangeAction[] {
  const offered = OFFERED[change.state];
  const { emergency, can } = change.governance;
  // Whose approval is not the last one approves an emergency without starting it.
  const notTheLast = change.can.approve.allowed && !can.approveAndStart.allowed;
  return emergency === null || notTheLast
    ? offered
    : offered.map((action) => (action === "approve" ? "approve_now" : action));
}

const OFFERED: Record<ChangeState, readonly ChangeAction[]> = {
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
