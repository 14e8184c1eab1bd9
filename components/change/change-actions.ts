import type { ChangeActions } from "@/lib/contracts/api/resources/change";
import type { ChangeState } from "@/lib/domain/change/state";

/** Scheduling has a section of its own. */
export type ChangeAction = Exclude<keyof ChangeActions, "schedule" | "unschedule">;

/** Which actions a page offers in each state, the main one first. Whether they are allowed the server says. */
export const OFFERED: Record<ChangeState, readonly ChangeAction[]> = {
  draft: ["submit", "edit", "cancel"],
  submitted: ["approve", "reject", "revise", "cancel"],
  in_review: ["approve", "reject", "revise", "cancel"],
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
