import "server-only";
import type { ChangeState } from "@/lib/domain/change/state";
import type { GateMoment } from "@/lib/domain/policy/gate";

/** What a change waits for next: its gates are asked as they would be then, of one in progress as its operation asks them. */
function momentOf(state: ChangeState): GateMoment {
  if (state === "draft") return "draft";
  if (state === "in_progress") return "resume";
  return state === "approved" || state === "scheduled" ? "start" : "approve";
}

/** The same for who looks at it: one that is scheduled is asked for the time it waits for, not for now. */
export const askingOf = (state: ChangeState): { moment: GateMoment; ahead: boolean } => ({
  ...{ moment: momentOf(state), ahead: state === "scheduled" },
});

/** What its newest deployment adds to the question: by now the change may run itself, and would differ from nothing. */
export const startedBy = (operation: { id: string; previousReleaseId: string | null } | undefined) =>
  operation === undefined
    ? {}
    : { operationId: operation.id, previous: { releaseId: operation.previousReleaseId } };
