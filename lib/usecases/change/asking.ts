import "server-only";
import type { ChangeState } from "@/lib/domain/change/state";
import type { GateMoment } from "@/lib/domain/policy/gate";

/** What a change waits for next: its gates are asked as they would be then, of one in progress as its operation asks them. */
export function momentOf(state: ChangeState): GateMoment {
  if (state === "draft") return "draft";
  if (state === "in_progress") return "resume";
  return state === "approved" || state === "scheduled" ? "start" : "approve";
}

/** What its newest deployment adds to the question: by now the change may run itself, and would differ from nothing. */
export const startedBy = (operation: { id: string; previousReleaseId: string | null } | undefined) =>
  operation === undefined
    ? {}
    : { operationId: operation.id, previous: { releaseId: operation.previousReleaseId } };
