import "server-only";
import type { ChangeClass } from "@/lib/domain/change/classify";
import type { ChangeState } from "@/lib/domain/change/state";
import type { GateMoment } from "@/lib/domain/policy/gate";

type Asked = { state: ChangeState; class: ChangeClass };

/**
 * What a change waits for next: its gates are asked as they would be then, of one in progress as its operation asks them.
 * An emergency starts with its approval: what only a start asks for is owed or refused by then, and seen before.
 */
function momentOf({ state, class: changeClass }: Asked): GateMoment {
  if (state === "draft") return "draft";
  if (state === "in_progress") return "resume";
  const starts = state === "approved" || state === "scheduled" || changeClass === "emergency";
  return starts ? "start" : "approve";
}

/** The same for who looks at it: one that is scheduled is asked for the time it waits for, not for now. */
export const askingOf = (change: Asked): { moment: GateMoment; ahead: boolean } => ({
  ...{ moment: momentOf(change), ahead: change.state === "scheduled" },
});

/** What its newest deployment adds to the question: by now the change may run itself, and would differ from nothing. */
export const startedBy = (operation: { id: string; previousReleaseId: string | null } | undefined) =>
  operation === undefined
    ? {}
    : { operationId: operation.id, previous: { releaseId: operation.previousReleaseId } };
